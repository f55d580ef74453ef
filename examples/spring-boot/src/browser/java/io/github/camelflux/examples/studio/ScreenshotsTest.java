package io.github.camelflux.examples.studio;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Takes the pictures of the page that people look at before a change of it. */
class ScreenshotsTest extends BrowserTestCase {
    private static final Path SHOTS = Path.of("target", "screenshots");

    /** From the oldest to the newest, with their shapes. */
    private static final List<String> GALLERY = List.of(
            "A lighthouse at dusk, seen from the sea, long exposure|3:2",
            "An orchard in spring fog, medium format film|9:16",
            "A paper model of a harbour town, soft studio light|21:9",
            "A fox in the snow, backlit by the low winter sun|1:1",
            "Glass greenhouse on a cliff, storm clouds|16:9",
            "Portrait of a beekeeper, north window|2:3",
            "Terraced rice fields before sunrise|21:9",
            "Ceramic vases on a linen cloth|4:3",
            "Night train crossing a stone viaduct|16:9",
            "A tidal pool from above, macro|1:1",
            "Abandoned observatory, autumn|3:4",
            "Sand dunes with a single acacia|3:2");

    @Test
    void takesPicturesOfTheGalleryTheViewerTheFormAndADoubt() {
        RunningStudio studio = studio();
        shoot(studio, "empty", page -> {});
        for (String picture : GALLERY) {
            order(studio, picture);
        }
        GALLERY.forEach(picture -> studio.awaitPicture(picture.split("\\|")[0]));
        order(studio, "nsfw|16:9");
        studio.awaitPicture("nsfw");
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());
        order(studio, "The moment before a thunderstorm, empty pier|1:1");
        studio.awaitEnd("The moment before a thunderstorm, empty pier");
        emulator().nextTask(TaskScript.neverReady());
        order(studio, "The picture that is being made|16:9");

        shoot(studio, "gallery", page -> {});
        shoot(studio, "viewer", page -> {
            page.locator(".open").nth(3).click();
            page.locator("#viewer-image.loaded").waitFor();
        });
        shoot(studio, "form", page -> {
            Locator compose = page.locator("#compose");
            if (compose.isVisible()) {
                compose.click();
            } else {
                openOptions(page);
            }
        });
        shoot(studio, "doubt", page -> {
            if (page.locator("#activity").isHidden()) {
                page.locator("#activity-toggle").click();
            }
            page.locator(".settle").click();
        });
    }

    private static void order(RunningStudio studio, String picture) {
        String[] parts = picture.split("\\|");
        studio.order("""
                {"prompt": "%s", "model": "ultra", "aspectRatio": "%s"}""".formatted(parts[0], parts[1]));
    }

    private interface Scene {
        void prepare(Page page);
    }

    private void shoot(RunningStudio studio, String name, Scene scene) {
        Browser.NewContextOptions wide = new Browser.NewContextOptions().setViewportSize(1920, 1080);
        for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            String look = colours.name().toLowerCase(Locale.ROOT);
            shoot(studio, name + "-390-" + look, phone().setColorScheme(colours), scene);
            shoot(studio, name + "-1280-" + look, desktop().setColorScheme(colours), scene);
            shoot(studio, name + "-1920-" + look, wide.setColorScheme(colours), scene);
        }
    }

    private void shoot(RunningStudio studio, String name, Browser.NewContextOptions options, Scene scene) {
        Page page = open(studio, options);
        page.evaluate("() => document.querySelectorAll('#gallery img').forEach(image => image.loading = 'eager')");
        page.evaluate("() => Promise.all([...document.querySelectorAll('#gallery img')].map(image => image.decode()))");
        scene.prepare(page);
        page.screenshot(new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + ".png")));
    }
}
