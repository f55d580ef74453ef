package io.github.camelflux.examples.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import org.junit.jupiter.api.Test;

/** A picture that may have been paid for is settled in the page, which says before what that costs. */
class DoubtInTheBrowserTest extends BrowserTestCase {
    private RunningStudio studio;

    private Page inDoubt() {
        emulator().next(Step.SUBMIT, Fault.dropAfterProcessing());
        studio = studio();
        Page page = open(studio);
        ask(page, "A fox");
        assertThat(page.locator(".in-doubt")).containsText("Nobody knows whether this was taken");
        assertThat(page.locator(".in-doubt .price")).hasText("$0.06 set aside");
        assertMoney(page, "$0.00 spent, $0.06 set aside, of $5.00");
        return page;
    }

    private static Page settling(Page page) {
        button(page, "Settle: A fox").click();
        assertThat(page.locator("#doubt")).containsText("It costs the $0.06 that it was charged.");
        assertThat(page.locator("#doubt")).containsText("The $0.06 is free again.");
        assertThat(page.locator("#doubt")).containsText("The $0.06 counts as spent");
        assertThat(page.locator("#doubt-task")).isFocused();
        return page;
    }

    @Test
    void byItsIdInTheAccount() {
        Page page = settling(inDoubt());
        page.locator("#doubt-task").fill("no such task");
        page.keyboard().press("Enter");
        assertThat(page.locator("#doubt .trouble")).containsText("The provider does not know this id");

        page.locator("#doubt-task").fill(emulator().ledger().charges().get(0).taskId());
        button(page, "Fetch it").click();

        assertThat(page.locator("#doubt")).isHidden();
        waitForPicture(page, "A fox");
        assertMoney(page, "$0.06 spent of $5.00");
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    @Test
    void asNeverMade() {
        Page page = settling(inDoubt());

        button(page, "It was never made").click();

        assertThat(page.locator(".failed")).containsText("This picture was never made");
        assertMoney(page, "$0.00 spent of $5.00");
        button(page, "Use again: A fox").click();
        assertThat(prompt(page)).hasValue("A fox");
        button(page, "Dismiss: A fox").click();
        assertThat(page.locator("#activity-part")).isHidden();
    }

    @Test
    void asPaidInEveryPage() {
        Page page = inDoubt();
        Page other = open(studio);
        settling(page);

        button(page, "Count it as paid").click();

        assertThat(other.locator(".failed")).containsText("Nobody will find out what became of this");
        assertThat(other.locator(".failed .price")).hasText("$0.06 spent");
        assertMoney(other, "$0.06 spent of $5.00");
    }

    /** Two pages may settle it at once. */
    @Test
    void notTwice() {
        Page page = inDoubt();
        Page other = settling(open(studio));
        settling(page);
        button(page, "It was never made").click();
        assertThat(page.locator("#doubt")).isHidden();

        button(other, "Count it as paid").click();

        assertThat(other.locator("#doubt .trouble")).containsText("This is not in doubt any more");
        assertMoney(other, "$0.00 spent of $5.00");
    }

    @Test
    void orNotNowAndThenItIsOutOfSightButNotOutOfTheAccount() {
        Page page = settling(inDoubt());

        button(page, "Hide it for now").click();

        assertThat(page.locator(".in-doubt")).hasCount(0);
        assertMoney(page, "$0.00 spent, $0.06 set aside, of $5.00");
        page.reload();
        button(page, "Show 1 hidden order, $0.06 set aside").click();
        assertThat(page.locator(".in-doubt")).isVisible();
    }

    @Test
    void whatIsHeldIsAskedForAgain() {
        emulator().always(Step.DOWNLOAD, Fault.body("<html>Log in to go on</html>"));
        Page page = open(studio());
        ask(page, "A fox");
        assertThat(page.locator(".failed")).containsText("What came back was no picture");
        emulator().clearFaults();

        button(page, "Ask again: A fox").click();

        waitForPicture(page, "A fox");
        assertMoney(page, "$0.06 spent of $5.00");
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }
}
