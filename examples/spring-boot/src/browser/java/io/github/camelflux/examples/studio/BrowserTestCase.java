package io.github.camelflux.examples.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.FluxEmulatorExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The studio in the system's Chromium, one class after the other: they share an emulator. */
@Tag("browser")
@Execution(ExecutionMode.SAME_THREAD)
abstract class BrowserTestCase {
    private static final Path CHROMIUM = Path.of(System.getProperty("studio.chromium", "/usr/bin/chromium"));

    @RegisterExtension
    static final FluxEmulatorExtension FLUX = FluxEmulatorExtension.with(
            builder -> builder.generationTime(Duration.ofMillis(1500)).steps(true));

    private static Playwright playwright;
    private static Browser browser;

    @TempDir
    Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void startBrowser() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    @AfterAll
    static void stopBrowser() {
        playwright.close();
    }

    /** What a page's console says of mistakes is a failure of the test, whatever it asserted. */
    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        Assertions.assertEquals(List.of(), complaints);
    }

    static FluxEmulator emulator() {
        return FLUX.emulator();
    }

    RunningStudio studio(String... properties) {
        return closing(RunningStudio.on(emulator(), directory, properties));
    }

    <T extends AutoCloseable> T closing(T resource) {
        opened.add(resource);
        return resource;
    }

    static Browser.NewContextOptions desktop() {
        return new Browser.NewContextOptions().setViewportSize(1280, 900);
    }

    static Browser.NewContextOptions phone() {
        return new Browser.NewContextOptions()
                .setViewportSize(390, 844)
                .setDeviceScaleFactor(2)
                .setIsMobile(true)
                .setHasTouch(true);
    }

    static Browser.NewContextOptions dark(Browser.NewContextOptions options) {
        return options.setColorScheme(ColorScheme.DARK);
    }

    Page open(RunningStudio studio) {
        return open(studio, desktop());
    }

    Page open(RunningStudio studio, Browser.NewContextOptions options) {
        BrowserContext context = closing(browser.newContext(options));
        Page page = context.newPage();
        page.onPageError(error -> complaints.add(error));
        page.navigate(studio.url("/").toString());
        assertThat(page.locator("#spending-text")).containsText("spent");
        return page;
    }

    static Locator prompt(Page page) {
        return page.getByLabel("Prompt", new Page.GetByLabelOptions().setExact(true));
    }

    static Locator make(Page page) {
        return page.locator("#make");
    }

    /** Model, shape and the rest, which are out of sight on a wide window until they are wanted. */
    static void openOptions(Page page) {
        Locator toggle = page.locator("#options-toggle");
        if ("false".equals(toggle.getAttribute("aria-expanded"))) {
            toggle.click();
        }
    }

    static void ask(Page page, String prompt) {
        prompt(page).fill(prompt);
        make(page).click();
    }

    /** The pictures of the gallery, the newest first. */
    static Locator tiles(Page page) {
        return page.locator("#gallery > li");
    }

    static Locator waitForPicture(Page page, String prompt) {
        Locator image = page.getByAltText(prompt, new Page.GetByAltTextOptions().setExact(true))
                .first();
        image.waitFor();
        return image;
    }

    static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    static Locator notice(Page page) {
        return page.locator("#notice");
    }

    static void assertMoney(Page page, String text) {
        assertThat(page.locator("#spending-text")).hasText(text);
    }

    static Object evaluate(Locator element, String script) {
        return element.evaluate(script);
    }
}
