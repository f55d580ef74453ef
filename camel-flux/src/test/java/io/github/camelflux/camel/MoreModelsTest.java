package io.github.camelflux.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxModel;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.Step;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** The models beside ultra, each with what only it takes. */
class MoreModelsTest extends FluxRouteTestCase {
    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:pro").to("flux:pro?width=512&height=256&outputFormat=png&seed=7");
                from("direct:finetuned").to("flux:ultra-finetuned?finetuneId=my-finetune&finetuneStrength=1.5");
                from("direct:unknown-finetune").to("flux:ultra-finetuned?finetuneId=nobodys");
                from("direct:submit").to("flux:pro?operation=submit");
                from("direct:await").to("flux:ultra?operation=await");
            }
        };
    }

    @Test
    void generatesWithProInTheSizeThatIsAskedFor() {
        Exchange exchange = send("direct:pro", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(emulator().requests().get(0).path()).isEqualTo("/v1/flux-pro-1.1");
        assertThat(emulator().requests().get(0).text())
                .isEqualTo("{\"prompt\":\"A fox\",\"seed\":7,\"width\":512,\"height\":256,\"output_format\":\"png\"}");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(FluxConstants.MODEL, "pro")
                .containsEntry(FluxConstants.IMAGE_WIDTH, 512)
                .containsEntry(FluxConstants.IMAGE_HEIGHT, 256)
                .containsEntry(FluxConstants.COST_SOURCE, "SETTLED")
                .containsEntry(Exchange.CONTENT_TYPE, "image/png");
        assertThat(exchange.getMessage().getHeader(FluxConstants.COST, BigDecimal.class))
                .isEqualByComparingTo("0.04");
        assertThat(exchange.getMessage().getHeader(FluxConstants.FILE_NAME, String.class))
                .startsWith("flux-pro-")
                .endsWith(".png");
    }

    @Test
    void letsTheMessageChooseTheSizeOfPro() {
        Exchange exchange =
                send("direct:pro", Map.of("prompt", "A fox", "width", 768), Map.of("CamelFluxHeight", "1440"));

        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(FluxConstants.IMAGE_WIDTH, 768)
                .containsEntry(FluxConstants.IMAGE_HEIGHT, 1440);
    }

    @Test
    void refusesWhatOnlyUltraTakesInAMessageToPro() {
        Exchange exchange = send("direct:pro", "A fox", Map.of(FluxConstants.RAW, true));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContainingAll("raw", "only with ultra", FluxConstants.RAW);
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void generatesWithAFinetuneAndTellsWhatItCost() {
        Exchange exchange = send("direct:finetuned", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(emulator().requests().get(0).path()).isEqualTo("/v1/flux-pro-1.1-ultra-finetuned");
        assertThat(emulator().requests().get(0).text())
                .contains("\"finetune_id\":\"my-finetune\"", "\"finetune_strength\":1.5");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(FluxConstants.MODEL, "ultra-finetuned")
                .containsEntry(FluxConstants.IMAGE_WIDTH, 2752)
                .containsEntry(FluxConstants.COST_SOURCE, "SETTLED");
    }

    @Test
    void inventsNoCostOfAFinetune() {
        emulator().always(Step.POLL, Fault.answering(body -> body.replaceAll(",?\"cost\":[^,}]*", "")));

        Exchange exchange = send("direct:finetuned", "A fox");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(FluxConstants.COST)).isNull();
        assertThat(exchange.getMessage().getHeader(FluxConstants.COST_SOURCE)).isEqualTo("UNKNOWN");
    }

    @Test
    void namesTheFinetuneThatTheAccountDoesNotHave() {
        Exchange exchange = send("direct:unknown-finetune", "A fox");

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContainingAll("finetuneId", "nobodys");
        assertThat(emulator().ledger().submits()).isZero();
    }

    @Test
    void refusesAModelWithoutAPriceUnderABudget() throws Exception {
        FluxComponent component = context().getComponent("flux", FluxComponent.class);
        component.stop();
        component.setMaxCost("5.00");
        component.start();

        Refused error = send("direct:finetuned", "A fox").getException(Refused.class);

        assertThat(error.reason()).isEqualTo(Refused.Reason.BUDGET);
        assertThat(emulator().requests()).isEmpty();
    }

    @Test
    void awaitsATaskOfAnotherModelThanTheAddressNames() {
        Object ticket = send("direct:submit", "A fox").getMessage().getBody();

        Exchange exchange = send("direct:await", ticket);

        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(FluxConstants.MODEL, "pro")
                .containsEntry(FluxConstants.IMAGE_WIDTH, 1024)
                .containsEntry(FluxConstants.IMAGE_HEIGHT, 768);
    }

    @Test
    void takesARequestForAFinetuneThatTheApplicationBuilt() {
        ImageRequest request = ImageRequest.of(FluxModel.ULTRA_FINETUNED)
                .prompt("A fox")
                .finetuneId("my-org/my-lora")
                .build();

        assertThat(send("direct:finetuned", request).getException()).isNull();
        assertThat(emulator().requests().get(0).text()).contains("my-org/my-lora", "\"finetune_strength\":1.5");
    }
}
