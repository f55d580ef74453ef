package io.github.camelflux.examples.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.github.camelflux.examples.studio.Picture.State;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Five hundred pictures. */
class ManyPicturesInTheBrowserTest extends BrowserTestCase {
    private static final int MANY = 500;
    private static final int PAGE = 60;

    /** Adds up what the browser counts as a shift of what was there, from the beginning. */
    private static final String COUNT_SHIFTS = """
            window.shifted = 0; window.shifters = [];
            new PerformanceObserver(list => list.getEntries().forEach(entry => {
                  window.shifted += entry.value;
                  window.shifters.push(...entry.sources.map(({node}) => `${node?.nodeName} ${node?.id} ${node?.className}`));
                }))
                .observe({type: 'layout-shift', buffered: true});""";

    /** Rows that end at the right edge, all but the last; and no picture over another or out of shape. */
    private static final String FAULTS = """
            list => {
              const width = list.clientWidth;
              const boxes = [...list.children].map(tile => ({
                  id: tile.dataset.id, left: tile.offsetLeft, box: tile.getBoundingClientRect(), image: tile.querySelector('img')}));
              const origin = list.getBoundingClientRect();
              const rows = Map.groupBy(boxes, ({box}) => Math.round(box.top));
              const faults = [];
              const tops = [...rows.keys()].sort((one, other) => one - other);
              for (const top of tops) {
                const row = rows.get(top).sort((one, other) => one.box.left - other.box.left);
                const right = row.at(-1).box.right - origin.left;
                if (top !== tops.at(-1) && Math.abs(right - width) > 1) faults.push(`row at ${top} ends at ${right} of ${width}`);
                row.forEach(({box}, at) => at > 0 && box.left < row[at - 1].box.right && faults.push(`overlap at ${top}`));
              }
              for (const {id, box, image} of boxes) {
                const ratio = image.getAttribute('width') / image.getAttribute('height');
                if (Math.abs(box.width / box.height - ratio) > 0.03) faults.push(`${id} is out of shape`);
              }
              return faults;
            }""";

    /** Milliseconds of 180 frames while the page is scrolled, the shortest first. */
    private static final String FRAMES = """
            async () => {
              const frames = [];
              for (let last = await new Promise(requestAnimationFrame); frames.length < 180;) {
                window.scrollBy(0, -120);
                const now = await new Promise(requestAnimationFrame);
                frames.push(now - last);
                last = now;
              }
              return frames.sort((one, other) => one - other);
            }""";

    /** In half of the frames: a machine that does much else, and draws without a graphics card, drops two in three. */
    private static final double SMOOTH_MS = 51;

    private RunningStudio manyPictures() {
        RunningStudio studio = studio();
        SamplePictures.in(studio, directory)
                .add(IntStream.range(0, MANY)
                        .mapToObj(number -> number + " " + (number % 50 == 7 ? "Kingfisher" : "fox") + " by the water")
                        .toArray(String[]::new));
        return studio;
    }

    private Page open(RunningStudio studio, int width, int height) {
        Browser.NewContextOptions look = new Browser.NewContextOptions().setViewportSize(width, height);
        return open(studio, look);
    }

    private static void scrollToTheEnd(Page page) {
        while (tiles(page).count() < MANY) {
            int before = tiles(page).count();
            page.mouse().wheel(0, 20_000);
            assertThat(tiles(page)).not().hasCount(before, new LocatorAssertions.HasCountOptions().setTimeout(20_000));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 1280, 1920})
    void allCanBeScrolledToAndNothingShifts(int width) {
        RunningStudio studio = manyPictures();
        Page page = open(studio, width, 900);
        List<String> thumbnails = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.url().contains("/thumbnail")) {
                thumbnails.add(request.url());
            }
        });
        page.addInitScript(COUNT_SHIFTS);
        page.reload();
        assertThat(page.locator("#count")).hasText(MANY + " pictures");
        tiles(page).first().locator("img").evaluate("image => image.decode()");
        assertThat(tiles(page).count()).isLessThan(MANY);
        assertThat(thumbnails).as("those that nobody sees").hasSizeLessThan(MANY / 2);

        long began = System.nanoTime();
        scrollToTheEnd(page);
        System.out.printf(
                "[figure] %d pictures at %d pixels: to the end in %d ms%n",
                MANY, width, (System.nanoTime() - began) / 1_000_000);

        assertThat(page.locator("#older")).isHidden();
        assertThat(tiles(page).last()).containsText("0 fox");
        assertThat(((Number) page.evaluate("() => window.shifted")).doubleValue())
                .as(String.valueOf(page.evaluate("() => window.shifters.join()")))
                .isZero();
        assertThat(page.locator("#gallery").evaluate(FAULTS)).isEqualTo(Collections.emptyList());
        assertThat(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isEqualTo(0);
        scrollsSmoothly(page, width);
    }

    private static void scrollsSmoothly(Page page, int width) {
        List<Double> frames = ((List<?>) page.evaluate(FRAMES))
                .stream().map(frame -> ((Number) frame).doubleValue()).toList();
        double half = frames.get(frames.size() / 2);
        System.out.printf(
                "[figure] %d pictures at %d pixels, scrolled: half of the frames within %.0f ms, 95 %% within %.0f ms%n",
                MANY, width, half, frames.get(frames.size() * 95 / 100));
        assertThat(half).isLessThanOrEqualTo(SMOOTH_MS);
    }

    @Test
    void aSearchFindsWordsInAllOfThem() {
        Page page = open(manyPictures());

        page.locator("#search").fill("water KING");

        assertThat(tiles(page)).hasCount(MANY / 50, new LocatorAssertions.HasCountOptions().setTimeout(20_000));
        assertThat(page.locator("#count")).hasText("10 matches");
        assertThat(page.locator("#announcement")).hasText("10 matches");
        page.locator("#search").fill("heron");
        assertThat(page.locator("#no-match")).isVisible();
        button(page, "Show all pictures").click();
        assertThat(page.locator("#search")).isFocused();
        assertThat(page.locator("#count")).hasText(MANY + " pictures");
        assertThat(tiles(page).count()).isGreaterThanOrEqualTo(PAGE);
    }

    @Test
    void theViewerGoesOnBeyondWhatWasLoaded() {
        Page page = open(manyPictures());
        page.locator(".tile").first().locator(".open").click();
        int before = tiles(page).count();

        for (int step = 1; step <= before + 5; step++) {
            page.keyboard().press("ArrowRight");
            assertThat(page.locator("#position")).hasText((step + 1) + " of " + MANY);
        }

        page.keyboard().press("Escape");
        assertThat(page.locator(".tile.current .open")).isFocused();
        assertThat(page.locator(".tile.current .open")).isInViewport();
    }

    /** Two pages, of which one makes a picture while the other looks at old ones. */
    @Test
    void whatArrivesMovesNothingThatAnotherPageLooksAt() {
        RunningStudio studio = manyPictures();
        Page one = open(studio);
        Page other = open(studio);
        other.mouse().wheel(0, 3000);
        Locator lookedAt = other.locator(".tile").nth(30);
        lookedAt.scrollIntoViewIfNeeded();
        double before = firstInSight(other);

        ask(one, "A new one");
        waitForPicture(one, "A new one");

        assertThat(other.locator("#count")).hasText((MANY + 1) + " pictures");
        assertThat(firstInSight(other)).isCloseTo(before, Offset.offset(2.0));
    }

    /** Where the picture is that was at the top of the window when it was asked first. */
    private static double firstInSight(Page page) {
        return ((Number) page.evaluate("""
                () => {
                  window.watched ??= [...document.querySelectorAll('.tile')].find(tile => tile.getBoundingClientRect().bottom > 0);
                  return window.watched.getBoundingClientRect().top;
                }""")).doubleValue();
    }

    @Test
    void failuresAreNoHolesAmongThemAndCanAllBeDismissedAtOnce() {
        RunningStudio studio = studio();
        SamplePictures.in(studio, directory).add("1 fox", "2 fox");
        Pictures pictures = studio.application().getBean(Pictures.class);
        Order order = new Order("A fox", "ultra", "16:9", false, null, null);
        IntStream.range(0, 60).forEach(number -> {
            Instant created = Instant.parse("2025-01-02T00:00:00Z").plusSeconds(number);
            pictures.add(Picture.waiting("failure-" + number, null, created, order, BigDecimal.ZERO));
            pictures.ended("failure-" + number, State.FAILED, new Trouble("Failure " + number, "."), BigDecimal.ZERO);
        });
        Page page = open(studio);
        assertThat(tiles(page)).hasCount(2);
        assertThat(page.locator("#activity > li")).hasCount(50);
        assertThat(page.locator("#activity > li").first()).containsText("Failure 59");

        button(page, "Dismiss failures").click();

        assertThat(page.locator("#activity-part")).isHidden();
        page.reload();
        assertThat(tiles(page)).hasCount(2);
        assertThat(page.locator("#activity-part")).isHidden();
    }
}
