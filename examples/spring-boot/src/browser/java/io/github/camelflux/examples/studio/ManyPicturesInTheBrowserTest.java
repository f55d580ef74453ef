package io.github.camelflux.examples.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.github.camelflux.examples.studio.Picture.State;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManyPicturesInTheBrowserTest extends BrowserTestCase {
    private static final int PAGE = 60;

    private RunningStudio studioWithFailures(int count) {
        RunningStudio studio = studio();
        Pictures pictures = studio.application().getBean(Pictures.class);
        Order order = new Order("A fox", "ultra", "16:9", false, null);
        IntStream.range(0, count).forEach(number -> {
            Instant created = Instant.parse("2025-01-01T00:00:00Z").plusSeconds(number);
            pictures.add(new Picture("failure-" + number, created, order, State.WAITING, BigDecimal.ZERO, null, null));
            pictures.ended("failure-" + number, State.FAILED, new Trouble("Failure " + number, "."), BigDecimal.ZERO);
        });
        return studio;
    }

    private static Locator older(Page page) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show older pictures"));
    }

    @Test
    void olderPicturesFollowWhenTheyAreAskedFor() {
        Page page = open(studioWithFailures(PAGE + 10));
        assertThat(cards(page)).hasCount(PAGE);

        older(page).click();

        assertThat(cards(page)).hasCount(PAGE + 10);
        assertThat(older(page)).isHidden();
        assertThat(cards(page).nth(PAGE).getByText("Use again")).isFocused();
        assertThat(cards(page).last()).containsText("Failure 0");
    }

    @Test
    void olderPicturesAreThereThoughAllOthersWereDismissed() {
        RunningStudio studio = studioWithFailures(PAGE + 1);
        Page page = open(studio);
        IntStream.rangeClosed(1, PAGE)
                .forEach(number -> studio.send(HttpRequest.newBuilder(studio.url("/api/pictures/failure-" + number))
                        .DELETE()));
        assertThat(cards(page)).hasCount(0);
        assertThat(page.locator("#empty")).isHidden();

        older(page).click();

        assertThat(cards(page)).hasCount(1);
    }
}
