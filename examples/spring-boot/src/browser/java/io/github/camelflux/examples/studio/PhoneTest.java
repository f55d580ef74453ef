package io.github.camelflux.examples.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import org.junit.jupiter.api.Test;

class PhoneTest extends BrowserTestCase {
    private static final int WIDTH = 390;
    private static final int SMALLEST_TARGET = 24;

    /** The pictures first: the form comes from below when it is wanted, and goes by itself. */
    @Test
    void aPictureIsMadeOnAPhone() {
        Page page = open(studio(), phone());
        assertThat(prompt(page)).isHidden();

        page.locator("#compose").tap();
        assertThat(prompt(page)).isInViewport();
        prompt(page).fill("A very long prompt-" + "withoutAnySpace".repeat(12));
        page.locator(".ratio", new Page.LocatorOptions().setHasText("9:16")).tap();
        assertThat(make(page)).isInViewport();
        make(page).tap();

        assertThat(page.locator("#composer")).isHidden();
        assertThat(page.locator(".waiting")).isInViewport();
        page.locator(".open img").waitFor();
        assertThat(overflow(page)).as("pixels beyond the right edge").isZero();

        page.locator(".open").tap();
        assertThat(page.locator("#viewer-image")).isInViewport();
        assertThat(page.locator("#viewer-image").boundingBox().width).isLessThanOrEqualTo(WIDTH);
        assertThat(page.locator("#viewer-prompt")).isInViewport();
    }

    @Test
    void theSheetGoesByItsButtonByEscapeAndByATapBesideIt() {
        Page page = open(studio(), phone());
        Locator sheet = page.locator("#composer");

        page.locator("#compose").tap();
        assertThat(sheet).isVisible();
        page.locator("#close-composer").tap();
        assertThat(sheet).isHidden();
        assertThat(page.locator("#compose")).isFocused();

        page.locator("#compose").tap();
        page.keyboard().press("Escape");
        assertThat(sheet).isHidden();

        page.locator("#compose").tap();
        page.touchscreen().tap(200, 20);
        assertThat(sheet).isHidden();
    }

    /** Turned, or made wider, the form is where it is on such a window, with what was written. */
    @Test
    void theFormKeepsItsWordsWhenTheWindowBecomesWide() {
        Page page = open(studio(), phone());
        page.locator("#compose").tap();
        prompt(page).fill("A fox");

        page.setViewportSize(1000, 700);

        assertThat(prompt(page)).isVisible();
        assertThat(prompt(page)).hasValue("A fox");
        assertThat(page.locator("#compose")).isHidden();
        page.setViewportSize(390, 844);
        assertThat(prompt(page)).isHidden();
        assertThat(page.locator("#compose")).isVisible();
    }

    @Test
    void whatIsTouchedIsLargeEnough() {
        Page page = open(studio(), phone());
        for (String prompt : new String[] {"nsfw", "A fox"}) {
            page.locator("#compose").tap();
            ask(page, prompt);
            assertThat(page.locator("#composer")).isHidden();
        }
        page.locator(".failed").waitFor();
        page.locator(".open").waitFor();
        assertTargets(page, "");
        page.locator("#compose").tap();
        assertTargets(page, "#composer ");
        page.locator("#close-composer").tap();
        page.locator(".open").tap();
        assertTargets(page, "#viewer ");
    }

    private static void assertTargets(Page page, String within) {
        for (Locator target : page.locator(
                        "%1$sbutton:visible, %1$sa[href]:not(.skip):visible, %1$slabel:has(input):visible"
                                .formatted(within))
                .all()) {
            BoundingBox box = target.boundingBox();
            assertThat(Math.min(box.width, box.height))
                    .as(target.textContent() + target.getAttribute("aria-label"))
                    .isGreaterThanOrEqualTo(SMALLEST_TARGET);
        }
    }

    private static int overflow(Page page) {
        return (Integer)
                page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
    }
}
