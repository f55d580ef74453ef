package io.github.camelflux.examples.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** An order whose answer does not come: it is made once at most, and the page says by itself what became of it. */
class LostOrderInTheBrowserTest extends BrowserTestCase {
    private static final String ORDERS = "**/api/orders";
    private static final String MISSING = "This order did not arrive";
    private static final LocatorAssertions.IsVisibleOptions LONG =
            new LocatorAssertions.IsVisibleOptions().setTimeout(40_000);

    private static Locator lost(Page page) {
        return page.locator("#activity .lost");
    }

    private static void assertOnePicture(Page page) {
        waitForPicture(page, "A fox");
        assertThat(tiles(page)).hasCount(1);
        assertThat(lost(page)).hasCount(0);
        assertMoney(page, "$0.06 spent of $5.00");
        assertThat(emulator().ledger().submits()).isEqualTo(1);
    }

    /** The connection breaks after the studio has read it. */
    @Test
    void oneThatArrivedIsFoundAgain() {
        Page page = open(studio());
        page.route(ORDERS, route -> {
            route.fetch();
            route.abort();
        });

        ask(page, "A fox");

        assertOnePicture(page);
    }

    @Test
    void oneThatArrivedIsFoundAgainAfterAReload() {
        RunningStudio studio = studio();
        Page page = open(studio);
        page.route(ORDERS, Route::fetch);
        ask(page, "A fox");
        page.locator(".waiting").waitFor();

        page.reload();

        assertOnePicture(page);
    }

    @Test
    void oneThatDidNotArriveIsToldAndSentAgainWhenSomebodySaysSo() {
        RunningStudio studio = studio();
        Page page = open(studio);
        page.route(ORDERS, Route::abort);
        ask(page, "A fox");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The studio does not answer");
        assertThat(lost(page)).containsText(MISSING);
        assertThat(prompt(page)).hasValue("A fox");

        page.reload();
        assertThat(lost(page)).containsText(MISSING);
        assertThat(emulator().ledger().submits()).isZero();
        page.unroute(ORDERS);
        button(page, "Send it again").click();

        assertOnePicture(page);
    }

    /** A page that is closed and opened anew knows of it too. */
    @Test
    void oneThatIsDroppedIsNotMadeThoughItArrivesLate() {
        RunningStudio studio = studio();
        Page page = open(studio);
        String[] late = new String[1];
        page.route(ORDERS, route -> {
            late[0] = route.request().postData();
            route.abort();
        });
        ask(page, "A fox");
        assertThat(lost(page)).containsText(MISSING);

        button(page, "Drop it").click();

        assertThat(page.locator(".toast")).hasText("The order is dropped, and cost nothing");
        assertThat(lost(page)).hasCount(0);
        assertThat(studio.order(late[0]).statusCode()).isEqualTo(409);
        page.reload();
        assertThat(page.locator("#empty")).isVisible();
        assertThat(lost(page)).hasCount(0);
        assertThat(emulator().ledger().submits()).isZero();
    }

    /** Something before the studio answers in its place. */
    @Test
    void anErrorThatIsNotTheStudiosOwnSaysNothingAboutTheOrder() {
        Page page = open(studio());
        page.route(ORDERS, route -> {
            route.fetch();
            route.fulfill(new Route.FulfillOptions().setStatus(502).setBody("<h1>Bad gateway</h1>"));
        });

        ask(page, "A fox");

        assertOnePicture(page);
    }

    @Test
    void oneThatWasSentWhileTheStudioWasGoneIsToldWhenItIsBack() {
        Page page;
        int port;
        try (RunningStudio studio = RunningStudio.on(emulator(), directory)) {
            port = studio.port();
            page = open(studio);
        }
        ask(page, "A fox");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The studio does not answer");
        assertThat(lost(page)).containsText("Did this order arrive?");

        studio("server.port=" + port);

        assertThat(lost(page).getByText(MISSING)).isVisible(LONG);
        button(page, "Send it again").click();
        assertOnePicture(page);
    }

    /** Two pages; the studio takes connections and says nothing, and then goes on as if nothing had been. */
    @Test
    void oneThatWasSentToAFrozenStudioIsMadeOnceWhenItThaws() throws Exception {
        Process frozen = StudioProcess.start(emulator(), directory);
        closing(() -> {
            frozen.destroyForcibly().waitFor();
        });
        RunningStudio studio = RunningStudio.at(StudioProcess.awaitPort(frozen));
        Page page = open(studio);
        Page other = open(studio);
        signal(frozen, "-STOP");

        ask(page, "A fox");

        assertThat(page.getByRole(AriaRole.ALERT).getByText("The studio does not answer"))
                .isVisible(LONG);
        assertThat(notice(page)).isVisible(LONG);
        assertThat(notice(other)).isVisible(LONG);
        assertThat(lost(page)).containsText("Did this order arrive?");
        signal(frozen, "-CONT");

        assertThat(page.getByAltText("A fox").first()).isVisible(LONG);
        assertOnePicture(page);
        assertThat(notice(page)).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(40_000));
        assertThat(other.getByAltText("A fox").first()).isVisible(LONG);
        assertThat(notice(other)).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(40_000));
    }

    private static void signal(Process process, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }
}
