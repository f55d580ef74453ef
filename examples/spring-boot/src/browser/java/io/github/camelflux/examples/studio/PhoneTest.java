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

    @Test
    void aPictureIsMadeOnAPhone() {
        Page page = open(studio(), phone());

        prompt(page).fill("A very long prompt-" + "withoutAnySpace".repeat(12));
        page.locator(".ratio", new Page.LocatorOptions().setHasText("9:16")).tap();
        make(page).tap();

        assertThat(page.locator(".waiting")).isInViewport();
        page.locator(".open img").waitFor();
        assertThat(overflow(page)).as("pixels beyond the right edge").isZero();
        BoundingBox picture = page.locator(".open").boundingBox();
        assertThat(picture.width).isBetween(WIDTH * 0.85, (double) WIDTH);

        page.locator(".open").tap();
        assertThat(page.locator("#viewer-image")).isInViewport();
        assertThat(page.locator("#viewer-image").boundingBox().width).isLessThanOrEqualTo(WIDTH);
    }

    @Test
    void whatIsTouchedIsLargeEnough() {
        Page page = open(studio(), phone());
        ask(page, "nsfw");
        page.locator(".failed").waitFor();
        ask(page, "A fox");
        page.locator(".open").waitFor();

        for (Locator target : page.locator("button:visible, a[href]:not(.skip):visible, label:has(input):visible")
                .all()) {
            BoundingBox box = target.boundingBox();
            assertThat(Math.min(box.width, box.height))
                    .as(target.textContent())
                    .isGreaterThanOrEqualTo(SMALLEST_TARGET);
        }
    }

    private static int overflow(Page page) {
        return (Integer)
                page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
    }
}
