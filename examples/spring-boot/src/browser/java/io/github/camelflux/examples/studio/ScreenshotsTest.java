package io.github.camelflux.examples.studio;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Takes the pictures of the page that people look at before a change of it. */
class ScreenshotsTest extends BrowserTestCase {
    private static final Path SHOTS = Path.of("target", "screenshots");

    @Test
    void takesPicturesOfAFullGallery() {
        RunningStudio studio = studio();
        Page first = open(studio);
        shoot(studio, "empty");
        first.getByLabel("3:2").check();
        ask(first, "A lighthouse at dusk, seen from the sea, long exposure");
        waitForPicture(first, "A lighthouse at dusk, seen from the sea, long exposure");
        first.getByLabel("9:16").check();
        ask(first, "An orchard in spring fog, medium format film");
        waitForPicture(first, "An orchard in spring fog, medium format film");
        first.getByLabel("21:9").check();
        ask(
                first,
                "A paper model of a harbour town, soft studio light, with the crane at the far end of the quay casting a long shadow over the fish market");
        first.getByLabel("1:1").check();
        ask(first, "A fox in the snow");
        waitForPicture(first, "A fox in the snow");
        ask(first, "nsfw");
        first.locator(".failed").waitFor();
        first.getByLabel("16:9").check();
        ask(first, "The picture that is being made");
        first.locator(".waiting").waitFor();
        shoot(studio, "full");
    }

    private void shoot(RunningStudio studio, String name) {
        shoot(studio, name + "-1280-light", desktop());
        shoot(studio, name + "-1280-dark", desktop().setColorScheme(ColorScheme.DARK));
        shoot(studio, name + "-390-light", phone());
        shoot(studio, name + "-390-dark", phone().setColorScheme(ColorScheme.DARK));
    }

    private void shoot(RunningStudio studio, String name, Browser.NewContextOptions options) {
        Page page = open(studio, options);
        page.evaluate("() => document.querySelectorAll('#gallery img').forEach(image => image.loading = 'eager')");
        page.evaluate("() => Promise.all([...document.querySelectorAll('#gallery img')].map(image => image.decode()))");
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }
}
