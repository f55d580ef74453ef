package io.github.camelflux.examples.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.github.camelflux.image.ImageProbe;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureInTheBrowserTest extends BrowserTestCase {
    private static final String PROMPT = "A lighthouse at dusk";

    @Test
    void aPromptBecomesAPictureOfItsRealSize() throws Exception {
        RunningStudio studio = studio();
        Page page = open(studio);

        page.getByLabel("4:3").check();
        page.getByLabel("Raw").check();
        page.getByLabel("Seed").fill("7");
        ask(page, PROMPT);

        Locator waiting = page.locator(".waiting");
        assertThat(waiting).containsText(PROMPT);
        assertThat(waiting.getByRole(AriaRole.PROGRESSBAR)).isVisible();
        assertThat(waiting.locator(".step")).containsText("Being made");
        assertThat(page.locator("#spending-text")).hasText("$0.00 spent, $0.06 set aside, of $5.00");

        waitForPicture(page, PROMPT);
        assertThat(waiting).hasCount(0);
        Locator card = cards(page).first();
        assertThat(card.locator(".seed")).hasText("7");
        assertThat(card.locator(".cost")).hasText("$0.06");
        assertThat(card.locator(".size")).containsText("2368 × 1792");
        assertThat(page.locator("#spending-text")).hasText("$0.06 spent of $5.00");
        assertThat(page.getByRole(AriaRole.METER)).hasAttribute("aria-valuenow", "0.06");

        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(PROMPT).setExact(true))
                .click();
        assertThat(sizeOf(page.locator("#viewer-image"))).isEqualTo(List.of(2368, 1792));
        page.keyboard().press("Escape");

        Download download = page.waitForDownload(
                () -> card.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Download"))
                        .click());
        Path file = directory.resolve("download.jpg");
        download.saveAs(file);
        assertThat(download.suggestedFilename())
                .startsWith("a-lighthouse-at-dusk-")
                .endsWith(".jpg");
        assertThat(ImageProbe.of(file).width()).isEqualTo(2368);
        assertThat(emulator().requests().get(0).text()).contains("\"raw\":true", "\"seed\":7");
    }

    private static Object sizeOf(Locator image) {
        return image.evaluate(
                "async image => { await image.decode(); return [image.naturalWidth, image.naturalHeight]; }");
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
        assertThat(page.locator("#notice")).containsText("does not answer");

        studio("server.port=" + port);

        // The page that stayed open finds its way back by itself, and so does one that is opened anew.
        assertThat(page.locator("#notice")).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(20_000));
        assertThat(page.getByAltText(PROMPT)).isVisible();
        page.reload();
        assertThat(sizeOf(page.getByAltText(PROMPT))).isEqualTo(List.of(960, 536));
        assertThat(page.locator("#spending-text")).hasText("$0.06 spent of $5.00");
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
        page.locator("[name=model][value=pro]").check();
        ask(page, "The second");
        waitForPicture(page, "The second");

        assertThat(cards(page).locator(".prompt")).hasText(new String[] {"The second", "The first"});
        assertThat(cards(page).first().locator(".size")).containsText("1376 × 768");
    }

    @Test
    void aPictureCanBeAskedForAgainWithItsSeed() {
        Page page = open(studio());
        page.getByLabel("1:1").check();
        ask(page, PROMPT);
        waitForPicture(page, PROMPT);
        String seed = page.locator(".seed").textContent();
        page.reload();

        page.getByText("Use again").click();

        assertThat(prompt(page)).hasValue(PROMPT);
        assertThat(prompt(page)).isFocused();
        assertThat(page.getByLabel("Seed")).hasValue(seed);
        assertThat(page.getByLabel("1:1")).isChecked();
    }

    @Test
    void aPromptIsTextAndNothingElse() {
        Page page = open(studio());
        String wicked = "<img src=x onerror=document.title='taken'> & \"quotes\"";

        ask(page, wicked);
        waitForPicture(page, wicked);

        assertThat(cards(page).first().locator(".prompt")).hasText(wicked);
        assertThat(page).hasTitle("Flux Studio");
    }

    @Test
    void anExampleFillsThePrompt() {
        Page page = open(studio());

        page.getByText("An orchard in spring fog, medium format film").click();

        assertThat(prompt(page)).hasValue("An orchard in spring fog, medium format film");
    }

    @Test
    void theProfileForDevelopmentSaysThatNothingIsReal() {
        RunningStudio studio = closing(RunningStudio.inDevelopment(directory));
        Page page = open(studio);

        assertThat(page.locator("#notice")).hasText("Development: an emulator draws, and nothing is charged");
        assertThat(open(studio()).locator("#notice")).isHidden();
    }
}
