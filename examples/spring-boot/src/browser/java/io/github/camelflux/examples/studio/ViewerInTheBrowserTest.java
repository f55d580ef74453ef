package io.github.camelflux.examples.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import io.github.camelflux.image.ImageProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewerInTheBrowserTest extends BrowserTestCase {
    private RunningStudio studio;

    /** The newest first: C, B, A. */
    private Page threePictures(Browser.NewContextOptions look) {
        studio = studio("studio.undo=6s");
        SamplePictures.in(studio, directory).add("A fox", "B badger", "C crane");
        return open(studio, look);
    }

    private Page viewing(String prompt) {
        Page page = threePictures(desktop());
        page.getByAltText(prompt).first().click();
        assertShown(page, prompt);
        return page;
    }

    private static void assertShown(Page page, String prompt) {
        assertThat(page.locator("#viewer-prompt")).hasText(prompt);
        assertThat(page.locator("#viewer-image")).hasClass("fitted loaded");
    }

    private static Locator action(Page page, String does) {
        return page.locator("#viewer-panel [data-does=" + does + "]");
    }

    @Test
    void keysAndButtonsGoToTheNextAndThePrevious() {
        Page page = viewing("B badger");
        assertThat(page.locator("#position")).hasText("2 of 3");

        page.keyboard().press("ArrowRight");
        assertShown(page, "A fox");
        assertThat(page.locator("#next")).isDisabled();
        page.keyboard().press("ArrowRight");
        assertShown(page, "A fox");
        page.keyboard().press("ArrowLeft");
        page.locator("#previous").click();
        assertShown(page, "C crane");
        assertThat(page.locator("#previous")).isDisabled();

        page.keyboard().press("Escape");
        assertThat(page.locator("#viewer")).isHidden();
        assertThat(page.locator(".tile:has([alt='C crane']) .open")).isFocused();
    }

    @Test
    void aSwipeGoesToTheNextAndThePreviousAndDownCloses() {
        Page page = threePictures(phone());
        page.getByAltText("B badger").first().tap();
        assertShown(page, "B badger");

        swipe(page, 300, 250, 60, 260);
        assertShown(page, "A fox");
        swipe(page, 60, 250, 300, 240);
        assertShown(page, "B badger");
        swipe(page, 200, 150, 205, 350);
        assertThat(page.locator("#viewer")).isHidden();
    }

    private static void swipe(Page page, int fromX, int fromY, int toX, int toY) {
        CDPSession session = page.context().newCDPSession(page);
        touch(session, "touchStart", List.of(fromX, fromY));
        for (int part = 1; part <= 5; part++) {
            touch(session, "touchMove", List.of(fromX + (toX - fromX) * part / 5, fromY + (toY - fromY) * part / 5));
        }
        touch(session, "touchEnd", List.of());
        session.detach();
    }

    private static void touch(CDPSession session, String type, List<Integer> at) {
        JsonArray points = new JsonArray();
        if (!at.isEmpty()) {
            JsonObject point = new JsonObject();
            point.addProperty("x", at.get(0));
            point.addProperty("y", at.get(1));
            points.add(point);
        }
        JsonObject event = new JsonObject();
        event.addProperty("type", type);
        event.add("touchPoints", points);
        session.send("Input.dispatchTouchEvent", event);
    }

    @Test
    void aPictureIsLookedAtCloselyByKeysWheelAndClick() {
        Page page = viewing("B badger");
        double fitted = width(page);

        page.keyboard().press("+");
        assertThat(width(page)).isGreaterThan(fitted * 1.4);
        // The arrows move about in it then.
        page.keyboard().press("ArrowRight");
        assertShown(page, "B badger");
        page.keyboard().press("0");
        assertThat(width(page)).isEqualTo(fitted);

        page.locator("#stage").hover();
        page.mouse().wheel(0, -300);
        assertThat(page.locator("#zoom-fit")).not().hasText("Fit");
        page.locator("#zoom-fit").click();
        assertThat(page.locator("#zoom-fit")).hasText("Fit");
        page.locator("#stage").click();
        assertThat(page.locator("#zoom-fit")).hasText("250%");
        page.keyboard().press("0");
        page.keyboard().press("ArrowRight");
        assertShown(page, "A fox");
    }

    private static double width(Page page) {
        BoundingBox box = page.locator("#viewer-image").boundingBox();
        return box.width;
    }

    @Test
    void thePictureIsDownloadedAndThePromptCopied() throws Exception {
        Page page = viewing("B badger");
        Download download = page.waitForDownload(() -> action(page, "download").click());
        Path file = directory.resolve("download.jpg");
        download.saveAs(file);
        assertThat(download.suggestedFilename()).startsWith("b-badger-").endsWith(".jpg");
        assertThat(ImageProbe.of(file).width()).isEqualTo(SamplePictures.WIDTH);

        BrowserContext context = page.context();
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));

        action(page, "copy").click();
        assertThat(page.locator(".toast")).hasText("The prompt is copied");
        assertThat(page.evaluate("() => navigator.clipboard.readText()")).isEqualTo("B badger");
    }

    @Test
    void aPictureCanBeAskedForAgainWithItsSeed() {
        Page page = viewing("B badger");

        action(page, "again").click();

        assertThat(page.locator("#viewer")).isHidden();
        assertThat(prompt(page)).hasValue("B badger");
        assertThat(prompt(page)).isFocused();
        openOptions(page);
        assertThat(page.getByLabel("Seed")).hasValue("2");
    }

    @Test
    void aRemixSendsThePictureAndSaysWhatItIsMadeFrom() throws Exception {
        Page page = viewing("B badger");

        action(page, "remix").click();
        assertThat(page.locator("#remix")).containsText("B badger");
        page.locator("#strength").fill("0.6");
        ask(page, "B badger as an etching");
        waitForPicture(page, "B badger as an etching").click();

        assertThat(page.locator(".origin")).containsText("Remix, 60% picture");
        action(page, "origin").click();
        assertShown(page, "B badger");
        assertThat(emulator().requests())
                .anySatisfy(request ->
                        assertThat(request.text()).contains("\"image_prompt\":\"", "\"image_prompt_strength\":0.6"));
    }

    @Test
    void aFavouriteIsOneInEveryPageAndIsFoundAsOne() {
        Page page = viewing("B badger");
        Page other = open(studio);

        action(page, "favourite").click();

        assertThat(action(page, "favourite")).hasAttribute("aria-pressed", "true");
        assertThat(other.locator(".tile:has([alt='B badger']) .mark")).isVisible();
        other.locator("#favourites").click();
        assertThat(tiles(other)).hasCount(1);
        page.reload();
        assertThat(page.locator(".tile:has([alt='B badger']) .mark")).isVisible();
        page.locator(".tile:has([alt='B badger'])").hover();
        page.locator(".tile:has([alt='B badger']) .favourite").click();
        assertThat(tiles(other)).hasCount(0);
        assertThat(other.locator("#no-match")).isVisible();
        button(other, "Show all pictures").click();
        assertThat(tiles(other)).hasCount(3);
    }

    @Test
    void aDeletedPictureCanBeHadBackInAnyPageAndAfterAReload() {
        Page page = viewing("B badger");
        Page other = open(studio);

        page.keyboard().press("Delete");

        assertShown(page, "A fox");
        assertThat(tiles(other)).hasCount(2);
        assertThat(page.locator(".toast")).containsText("Deleted: B badger");
        other.reload();
        assertThat(tiles(other)).hasCount(2);
        button(other, "Undo").click();

        assertThat(tiles(page)).hasCount(3);
        assertThat(page.locator(".toast")).hasCount(0);
        assertThat(page.locator("#position")).hasText("3 of 3");
    }

    @Test
    void thenItIsGoneAndThePageSaysSoNoMore() {
        Page page = viewing("B badger");
        action(page, "delete").click();
        assertShown(page, "A fox");
        assertThat(button(page, "Undo")).isVisible();

        assertThat(button(page, "Undo")).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(15_000));

        page.reload();
        assertThat(tiles(page)).hasCount(2);
        assertThat(page.locator(".toast")).hasCount(0);
        studio.awaitThat(() -> Files.notExists(directory.resolve("pictures").resolve("b-sample.jpg")));
        assertThat(page.getByRole(AriaRole.ALERT)).isHidden();
    }
}
