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
import com.microsoft.playwright.options.WaitForSelectorState;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
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
        boolean isPhone = look.hasTouch != null;
        Page page = open(studio("studio.budget=0.24"), look);
        assertFaultless(page);

        ask(page, isPhone, "A fox");
        waitForPicture(page, "A fox");
        ask(page, isPhone, "nsfw");
        page.locator(".failed").waitFor();
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());
        ask(page, isPhone, "A doubtful one");
        page.locator(".in-doubt").waitFor();
        emulator().nextTask(TaskScript.neverReady());
        ask(page, isPhone, "One that takes its time");
        page.locator(".waiting").waitFor();
        assertFaultless(page);
        ask(page, isPhone, "One more");
        ask(page, isPhone, "One too many");
        page.locator("#problem strong").waitFor();
        if (!isPhone) {
            openOptions(page);
        }
        page.getByLabel("Seed").fill("ten");
        make(page).click();
        assertFaultless(page);
        if (isPhone) {
            page.locator("#close-composer").click();
        }

        button(page, "Settle: A doubtful one").click();
        assertFaultless(page);
        page.keyboard().press("Escape");

        if (!isPhone) {
            openOptions(page);
            prompt(page).press("Escape");
            assertThat(page.locator("#options")).isHidden();
        }
        page.getByAltText("A fox").click();
        page.locator("#viewer-image.loaded").waitFor();
        assertFaultless(page);
        page.locator("#viewer-panel [data-does=copy]").click();
        page.locator(".toast").waitFor();
        assertFaultless(page);
        page.locator("#viewer-panel [data-does=remix]").click();
        assertFaultless(page);
    }

    private static void ask(Page page, boolean isPhone, String prompt) {
        if (isPhone && page.locator("#composer").isHidden()) {
            page.locator("#compose").click();
        }
        ask(page, prompt);
        if (isPhone) {
            // It has been answered when the sheet has gone, or says why not.
            page.locator("#composer:not([open]), #problem strong")
                    .first()
                    .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        }
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

        tabTo(page, page.locator("#options-toggle"));
        keys.press("Enter");
        page.locator("#order").press("Shift+Tab");
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
        tabTo(page, prompt(page));
        keys.type("A fox in the snow");
        tabTo(page, make(page));
        keys.press("Enter");

        waitForPicture(page, "A fox in the snow");
        assertThat(page.locator("#announcement")).hasText("The picture is ready: A fox in the snow");
        Locator picture = page.locator(".open");
        tabTo(page, picture);
        keys.press("Enter");
        assertThat(page.locator("#viewer-image")).isVisible();
        tabTo(page, page.locator("#viewer-panel [data-does=delete]"));
        keys.press("Escape");
        assertThat(page.locator("#viewer-image")).isHidden();
        assertThat(picture).isFocused();
        assertThat(emulator().requests().get(0).text())
                .contains("\"aspect_ratio\":\"3:2\"", "\"raw\":true", "\"seed\":11");
    }

    /** One stop for all pictures, so that what comes after them can be reached; the arrows go from one to the next. */
    @Test
    void theArrowsGoFromPictureToPicture() {
        RunningStudio studio = studio();
        SamplePictures.in(studio, directory)
                .add("1 fox", "2 fox", "3 fox", "4 fox", "5 fox", "6 fox", "7 fox", "8 fox", "9 fox");
        Page page = open(studio);
        assertThat(tiles(page)).hasCount(9);
        Keyboard keys = page.keyboard();

        tabTo(page, page.locator(".tile").first().locator(".open"));
        keys.press("ArrowRight");
        assertThat(page.locator(".tile").nth(1).locator(".open")).isFocused();
        keys.press("End");
        assertThat(page.locator(".tile").last().locator(".open")).isFocused();
        keys.press("ArrowUp");
        assertThat(page.locator(".tile").last().locator(".open")).not().isFocused();
        keys.press("Home");
        assertThat(page.locator(".tile").first().locator(".open")).isFocused();
        keys.press("Tab");
        assertThat(page.locator(".tile").first().locator(".favourite")).isFocused();
        keys.press("Space");
        assertThat(page.locator(".tile").first().locator(".favourite")).hasAttribute("aria-pressed", "true");
        assertThat(page.locator(".tile button[tabindex='0']")).hasCount(3);
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
        assertThat(page.locator("#meter .spent")).hasCSS("transition-duration", "0s");
    }

    /** Shows too that what has the focus can be seen to have it. */
    private static void tabTo(Page page, Locator wanted) {
        for (int tabs = 0; tabs < 40; tabs++) {
            page.keyboard().press("Tab");
            if ((Boolean) wanted.evaluate("element => element === document.activeElement")) {
                assertThat(
                                wanted.evaluate(
                                        "element => [element, element.closest('label'), element.closest('form')]"
                                                + ".some(shown => shown && (getComputedStyle(shown).outlineStyle !== 'none'"
                                                + " || (shown.id === 'order' && getComputedStyle(shown).borderColor === 'rgb(178, 55, 15)')))"))
                        .isEqualTo(true);
                return;
            }
        }
        throw new AssertionError("The keyboard does not get to " + wanted);
    }
}
