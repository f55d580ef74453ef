package io.github.camelflux.examples.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import io.github.camelflux.emulator.TaskScript;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccessibilityTest extends BrowserTestCase {
    static Stream<Browser.NewContextOptions> looks() {
        return Stream.of(desktop(), dark(desktop()), phone(), dark(phone()))
                .map(look -> look.setReducedMotion(ReducedMotion.REDUCE));
    }

    @ParameterizedTest
    @MethodSource("looks")
    void labelsContrastAndRolesAreAsTheyShouldBe(Browser.NewContextOptions look) {
        Page page = open(studio("studio.budget=0.20"), look);
        assertFaultless(page);

        ask(page, "A fox");
        waitForPicture(page, "A fox");
        ask(page, "nsfw");
        page.locator(".failed").waitFor();
        emulator().nextTask(TaskScript.neverReady());
        ask(page, "One that takes its time");
        page.locator(".waiting").waitFor();
        ask(page, "One too many");
        ask(page, "Two too many");
        page.locator("#problem strong").waitFor();
        page.getByLabel("Seed").fill("ten");
        make(page).click();
        assertFaultless(page);

        page.getByAltText("A fox").click();
        page.locator("#viewer[open]").waitFor();
        assertFaultless(page);
    }

    private static void assertFaultless(Page page) {
        List<String> faults = new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .map(AccessibilityTest::describe)
                        .toList();
        assertThat(faults).isEmpty();
    }

    private static String describe(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().stream()
                        .map(node -> node.getHtml() + " " + node.getFailureSummary())
                        .toList();
    }

    @Test
    void aPictureIsMadeAndLookedAtByKeyboardAlone() {
        Page page = open(studio());
        Keyboard keys = page.keyboard();

        tabTo(page, prompt(page));
        keys.type("A fox in the snow");
        tabTo(page, page.locator("[name=model][value=ultra]"));
        keys.press("ArrowRight");
        assertThat(page.locator("[name=model][value=pro]")).isChecked();
        assertThat(page.getByLabel("Raw")).isDisabled();
        keys.press("ArrowLeft");
        tabTo(page, page.getByLabel("16:9"));
        keys.press("ArrowRight");
        assertThat(page.getByLabel("3:2")).isChecked();
        tabTo(page, page.getByLabel("Seed"));
        keys.type("11");
        tabTo(page, page.getByLabel("Raw"));
        keys.press("Space");
        tabTo(page, make(page));
        keys.press("Enter");

        waitForPicture(page, "A fox in the snow");
        assertThat(page.locator("#announcement")).hasText("The picture is ready: A fox in the snow");
        Locator picture = page.locator(".open");
        tabTo(page, picture);
        keys.press("Enter");
        assertThat(page.locator("#viewer-image")).isVisible();
        keys.press("Escape");
        assertThat(page.locator("#viewer-image")).isHidden();
        assertThat(picture).isFocused();
        assertThat(emulator().requests().get(0).text())
                .contains("\"aspect_ratio\":\"3:2\"", "\"raw\":true", "\"seed\":11");
    }

    @Test
    void controlAndEnterInThePromptMakeThePicture() {
        Page page = open(studio());
        prompt(page).fill("A fox");

        prompt(page).press("Control+Enter");

        waitForPicture(page, "A fox");
    }

    @Test
    void whoWantsNoMotionGetsNone() {
        emulator().nextTask(TaskScript.ready().taking(Duration.ofSeconds(5)));
        Page page = open(studio(), desktop().setReducedMotion(ReducedMotion.REDUCE));

        ask(page, "A fox");

        assertThat(page.locator(".waiting .frame")).hasCSS("animation-name", "none");
    }

    /** Shows too that what has the focus can be seen to have it. */
    private static void tabTo(Page page, Locator wanted) {
        for (int tabs = 0; tabs < 30; tabs++) {
            page.keyboard().press("Tab");
            if ((Boolean) wanted.evaluate("element => element === document.activeElement")) {
                assertThat(wanted.evaluate("element => [element, element.closest('label')]"
                                + ".some(shown => shown && getComputedStyle(shown).outlineStyle !== 'none')"))
                        .isEqualTo(true);
                return;
            }
        }
        throw new AssertionError("The keyboard does not get to " + wanted);
    }
}
