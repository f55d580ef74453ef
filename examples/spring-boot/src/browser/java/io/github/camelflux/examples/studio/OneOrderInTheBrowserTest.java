package io.github.camelflux.examples.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;

/** Haste does not pay for more pictures than were meant. */
class OneOrderInTheBrowserTest extends BrowserTestCase {
    @Test
    void aDoubleClickIsOneOrder() {
        Page page = open(studio());
        prompt(page).fill("A fox");

        make(page).dblclick();

        assertOneOrder(page);
    }

    @Test
    void aKeyThatIsHeldDownIsOneOrder() {
        Page page = open(studio());
        prompt(page).fill("A fox");
        prompt(page).focus();
        page.keyboard().down("Control");

        holdEnter(page);

        page.keyboard().up("Control");
        assertOneOrder(page);
    }

    @Test
    void aKeyThatIsHeldDownOnTheButtonIsOneOrder() {
        Page page = open(studio());
        prompt(page).fill("A fox");
        make(page).focus();

        holdEnter(page);

        assertOneOrder(page);
    }

    /** Long enough for the answer to the first order to be there. */
    private static void holdEnter(Page page) {
        page.keyboard().down("Enter");
        page.locator(".waiting").first().waitFor();
        for (int i = 0; i < 10; i++) {
            page.keyboard().down("Enter");
        }
        page.keyboard().up("Enter");
    }

    private static void assertOneOrder(Page page) {
        waitForPicture(page, "A fox");
        assertThat(page.locator("#spending-text")).hasText("$0.06 spent of $5.00");
        assertThat(tiles(page)).hasCount(1);
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }
}
