package io.github.camelflux.examples.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TroubleInTheBrowserTest extends BrowserTestCase {
    private static final String FREE = "$0.00 spent of $5.00";

    private static void assertTrouble(Page page, String title, String detail, String spending) {
        Locator trouble = page.locator(".failed .trouble-words");
        assertThat(trouble.locator("strong")).hasText(title);
        assertThat(trouble).containsText(detail);
        assertThat(page.locator("#announcement")).containsText(title);
        assertThat(page.locator("#spending-text")).hasText(spending);
    }

    @Test
    void aPromptThatIsDeclined() {
        Page page = open(studio());

        ask(page, "nsfw");

        assertTrouble(
                page, "This prompt was declined", "(Sexual Content). Say it in other words. It cost nothing.", FREE);
        button(page, "Dismiss: nsfw").click();
        assertThat(page.locator("#activity-part")).isHidden();
        assertThat(page.locator("#gallery-heading")).isFocused();
    }

    @Test
    void aPictureThatIsHeldBack() {
        Page page = open(studio());

        ask(page, "topless");

        assertTrouble(page, "This picture was held back", "stopped what was made", FREE);
    }

    @Test
    void anAccountWithoutCredits() {
        emulator().always(Step.SUBMIT, Fault.status(402));
        Page page = open(studio());

        ask(page, "A fox");

        assertTrouble(page, "The account is out of credits", "Top it up with the provider", FREE);
    }

    @Test
    void aKeyThatIsNotAccepted() {
        emulator().always(Step.SUBMIT, Fault.status(403));
        Page page = open(studio());

        ask(page, "A fox");

        assertThat(page.locator(".failed strong")).containsText("key");
    }

    @Test
    void aProviderThatIsTooBusy() {
        emulator().always(Step.SUBMIT, Fault.status(429, "{}", Map.of("Retry-After", "20")));
        Page page = open(studio("camel.component.flux.queue-timeout=1s"));

        ask(page, "A fox");

        assertTrouble(page, "Too much is going on", "Try again in", FREE);
    }

    @Test
    void aProviderThatCannotBeReached() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        Page page = open(studio("camel.component.flux.base-url=http://127.0.0.1:" + nobody));

        ask(page, "A fox");

        assertTrouble(page, "The provider cannot be reached", "It cost nothing.", FREE);
    }

    @Test
    void aPictureThatCannotBeMade() {
        emulator().nextTask(TaskScript.error("Internal error"));
        Page page = open(studio());

        ask(page, "A fox");

        assertTrouble(page, "The provider could not make it", "Try again", FREE);
    }

    @Test
    void anAnswerThatIsLost() {
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());
        Page page = open(studio());

        ask(page, "A fox");

        assertTrouble(
                page,
                "Nobody knows whether this was taken",
                "It is not sent again",
                "$0.00 spent, $0.06 set aside, of $5.00");
        assertThat(button(page, "Hide: A fox")).isVisible();
    }

    @Test
    void aBudgetThatIsUsedUp() {
        Page page = open(studio("studio.budget=0.10"));
        ask(page, "A fox");
        waitForPicture(page, "A fox");

        ask(page, "Another fox");

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The budget is used up");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("of $0.10 there is $0.04 left");
        assertThat(tiles(page)).hasCount(1);
        assertThat(prompt(page)).hasValue("Another fox");

        openOptions(page);
        page.locator("[name=model][value=pro]").check();
        make(page).click();
        waitForPicture(page, "Another fox");
        assertThat(page.getByRole(AriaRole.ALERT)).isHidden();
    }

    @Test
    void aPromptThatIsMissingAndASeedThatIsNone() {
        Page page = open(studio());
        openOptions(page);
        page.getByLabel("Seed").fill("ten");

        make(page).click();

        assertThat(prompt(page)).isFocused();
        assertThat(prompt(page)).hasAttribute("aria-invalid", "true");
        assertThat(page.getByText("Say what the picture shows.")).isVisible();

        prompt(page).fill("A fox");
        make(page).click();
        assertThat(page.getByLabel("Seed")).isFocused();
        assertThat(page.getByText("A seed is a whole number")).isVisible();
        assertThat(tiles(page)).hasCount(0);
    }

    @Test
    void aStudioThatCannotTakeItNow() {
        Page page = open(studio());
        page.route(
                "**/api/orders",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(503)
                        .setContentType("application/json")
                        .setBody("{\"title\": \"The studio is starting\", \"detail\": \"Ask again.\"}")));

        ask(page, "A fox");

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The studio is starting");
        assertThat(page.locator(".lost")).hasCount(0);
    }

    @Test
    void aStudioThatIsGone() {
        Page page;
        try (RunningStudio studio = RunningStudio.on(emulator(), directory)) {
            page = open(studio);
        }

        ask(page, "A fox");

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The studio does not answer");
        assertThat(prompt(page)).hasValue("A fox");
    }
}
