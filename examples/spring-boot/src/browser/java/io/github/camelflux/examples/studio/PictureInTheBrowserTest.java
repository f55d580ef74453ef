package io.github.camelflux.examples.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.github.camelflux.emulator.TaskScript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureInTheBrowserTest extends BrowserTestCase {
    private static final String PROMPT = "A lighthouse at dusk";

    @Test
    void aPromptBecomesAPictureOfItsRealSize() {
        Page page = open(studio());

        openOptions(page);
        page.getByLabel("4:3").check();
        page.getByLabel("Raw").check();
        page.getByLabel("Seed").fill("7");
        ask(page, PROMPT);

        Locator waiting = page.locator(".waiting");
        assertThat(waiting).containsText(PROMPT);
        assertThat(waiting.getByRole(AriaRole.PROGRESSBAR)).isVisible();
        assertThat(waiting.locator(".step")).containsText("Being made");
        assertMoney(page, "$0.00 spent, $0.06 set aside, of $5.00");

        waitForPicture(page, PROMPT);
        assertThat(waiting).hasCount(0);
        assertThat(page.locator("#activity-part")).isHidden();
        assertMoney(page, "$0.06 spent of $5.00");
        assertThat(page.getByRole(AriaRole.METER)).hasAttribute("aria-valuenow", "0.06");
        assertThat(tiles(page).locator(".facts")).hasText("Ultra · 2368 × 1792 · $0.06");

        page.locator(".open").click();
        assertThat(page.locator("#viewer-panel .seed")).hasText("7");
        assertThat(page.locator("#viewer-panel .cost")).hasText("$0.06");
        assertThat(sizeOf(page.locator("#viewer-image"))).isEqualTo(List.of(2368, 1792));
        assertThat(emulator().requests().get(0).text()).contains("\"raw\":true", "\"seed\":7");
    }

    private static Object sizeOf(Locator image) {
        return image.evaluate(
                "async image => { await image.decode(); return [image.naturalWidth, image.naturalHeight]; }");
    }

    /** What can be done is out of sight until it is wanted. */
    @Test
    void wordsAndButtonsComeWithTheMouse() {
        Page page = open(studio());
        ask(page, PROMPT);
        waitForPicture(page, PROMPT);
        page.mouse().move(5, 400);
        assertThat(page.locator(".veil")).hasCSS("opacity", "0");

        tiles(page).first().hover();

        assertThat(page.locator(".veil")).hasCSS("opacity", "1");
        assertThat(page.locator(".quick")).hasCSS("opacity", "1");
        page.locator(".tile .favourite").click();
        assertThat(page.locator(".tile .favourite")).hasAttribute("aria-pressed", "true");
    }

    @Test
    void aPictureIsThereAgainAfterARestart() {
        Page page;
        int port;
        try (RunningStudio studio = RunningStudio.on(emulator(), directory)) {
            port = studio.port();
            page = open(studio);
            ask(page, PROMPT);
            waitForPicture(page, PROMPT);
        }
        assertThat(notice(page)).containsText("does not answer");

        studio("server.port=" + port);

        // The page that stayed open finds its way back by itself, and so does one that is opened anew.
        assertThat(notice(page)).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(30_000));
        assertThat(page.getByAltText(PROMPT)).isVisible();
        page.reload();
        assertThat(page.getByAltText(PROMPT)).isVisible();
        assertMoney(page, "$0.06 spent of $5.00");
        assertThat(emulator().ledger().charges()).hasSize(1);
    }

    @Test
    void everyOpenPageSeesWhatIsMade() {
        RunningStudio studio = studio();
        Page one = open(studio);
        Page other = open(studio);

        ask(one, PROMPT);

        assertThat(other.locator(".waiting")).containsText(PROMPT);
        waitForPicture(other, PROMPT);
    }

    @Test
    void theNewestPictureComesFirst() {
        Page page = open(studio());
        ask(page, "The first");
        waitForPicture(page, "The first");
        openOptions(page);
        page.locator("[name=model][value=pro]").check();
        ask(page, "The second");
        waitForPicture(page, "The second");

        assertThat(tiles(page).locator(".prompt")).hasText(new String[] {"The second", "The first"});
        assertThat(page.locator("#count")).hasText("2 pictures");
    }

    @Test
    void variationsAreSeveralPicturesForAPriceThatIsToldBefore() {
        Page page = open(studio("studio.budget=0.20"));
        openOptions(page);
        page.locator("[name=count][value='3']").check();
        assertThat(make(page)).hasText("Make 3 for $0.18");
        page.locator("[name=count][value='4']").check();
        assertThat(make(page)).hasText("Make 4 for $0.24");
        assertThat(page.locator("#price-note")).hasText("Only $0.20 of the budget is left");

        ask(page, PROMPT);
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("These 4 pictures cost $0.24");
        page.locator("[name=count][value='3']").check();
        TaskScript slow = TaskScript.ready().taking(Duration.ofSeconds(4));
        emulator().nextTask(slow, slow, slow);
        make(page).click();

        assertThat(page.locator(".waiting")).hasCount(3);
        assertThat(tiles(page)).hasCount(3, new LocatorAssertions.HasCountOptions().setTimeout(20_000));
        assertMoney(page, "$0.18 spent of $0.20");
        assertThat(emulator().requests().stream()
                        .map(request -> request.text())
                        .filter(text -> text.contains(PROMPT))
                        .map(text -> text.replaceAll(".*\"seed\":(\\d+).*", "$1"))
                        .distinct())
                .hasSize(3);
    }

    /** What is made meanwhile moves nothing that is looked at. */
    @Test
    void whatIsBeingMadeIsInAStripOfItsOwn() {
        emulator().nextTask(TaskScript.neverReady());
        Page page = open(studio());

        ask(page, PROMPT);

        assertThat(page.locator("#activity .waiting")).containsText(PROMPT);
        assertThat(page.locator("#activity-count")).hasText("1 being made");
        assertThat(tiles(page)).hasCount(0);
        page.locator("#activity-toggle").click();
        assertThat(page.locator("#activity")).isHidden();
        assertThat(page.locator("#activity-count")).isVisible();
    }

    @Test
    void aPromptIsTextAndNothingElse() {
        Page page = open(studio());
        String wicked = "<img src=x onerror=document.title='taken'> & \"quotes\"";

        ask(page, wicked);
        waitForPicture(page, wicked);
        page.locator(".open").click();

        assertThat(page.locator("#viewer-prompt")).hasText(wicked);
        assertThat(page).hasTitle("Flux Studio");
    }

    @Test
    void anExampleFillsThePrompt() {
        Page page = open(studio());

        page.getByText("An orchard in spring fog, medium format film").click();

        assertThat(prompt(page)).hasValue("An orchard in spring fog, medium format film");
        assertThat(prompt(page)).isFocused();
    }

    @Test
    void theProfileForDevelopmentSaysThatNothingIsReal() {
        RunningStudio studio = closing(RunningStudio.inDevelopment(directory));
        Page page = open(studio);

        assertThat(notice(page)).hasText("Development: an emulator draws, and nothing is charged");
        assertThat(notice(open(studio()))).isHidden();
    }
}
