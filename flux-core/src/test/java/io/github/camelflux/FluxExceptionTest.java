package io.github.camelflux;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.FluxException.InDoubt;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.Untrusted;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FluxExceptionTest {
    private static final Ticket TICKET =
            Ticket.parse("fx1|bfl|ultra|t-1|2026-11-21T12:00:00Z|0.05,1,4.19|https://api.bfl.ai/v1/get_result?id=t-1");
    private static final ProviderError SAID =
            new ProviderError("code", "words", List.of("width"), List.of("1:1"), Map.of("min", "1"));
    private static final TaskContext CONTEXT = new TaskContext(Provider.BFL, "order-7", TICKET, List.of(SAID));

    @SuppressWarnings("unchecked")
    private static <T extends FluxException> T sent(T error) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(error);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    /** What is noted as handed over is nobody's to bring home: a submit that was refused can be made again. */
    @Test
    void isTheEndOfATaskOnlyWhereThereWasOne() {
        TaskStatus.Moderated status = new TaskStatus.Moderated(TaskStatus.Stage.REQUEST, List.of("Violence"), null);
        Moderated refused = new Moderated(status, new TaskContext(Provider.RUNWARE, "order-7", null));

        assertThat(FluxException.isEndOfTask(new CompletionException(new Moderated(status, CONTEXT))))
                .isTrue();
        assertThat(FluxException.isEndOfTask(refused)).isFalse();
        assertThat(FluxException.isEndOfTask(new InDoubt("lost", CONTEXT, null)))
                .isFalse();
        assertThat(FluxException.isEndOfTask(null)).isFalse();
    }

    /** Transports of exchanges send errors so, and a ticket that is lost on the way is an image that is. */
    @Test
    void keepsAllThatItKnowsWhenItIsSerialized() throws Exception {
        InDoubt doubt = sent(new InDoubt("lost", CONTEXT, null));

        assertThat(doubt).hasMessage("lost");
        assertThat(doubt.ticket()).contains(TICKET);
        assertThat(doubt.taskKey()).contains("order-7");
        assertThat(doubt.provider()).contains(Provider.BFL);
        assertThat(doubt.providerErrors()).containsExactly(SAID);

        TaskStatus.Moderated status = new TaskStatus.Moderated(TaskStatus.Stage.CONTENT, List.of("Violence"), null);
        assertThat(sent(new Moderated(status, CONTEXT)).status()).isEqualTo(status);
        RequestFault fault = new RequestFault("seed", "x", "an integer");
        assertThat(sent(InvalidRequest.of(fault)).faults()).containsExactly(fault);
        assertThat(sent(new Throttled("later", Duration.ofSeconds(7), CONTEXT)).retryAfter())
                .contains(Duration.ofSeconds(7));
        assertThat(sent(new Untrusted("no", URI.create("https://example.com"), CONTEXT, null))
                        .address())
                .contains(URI.create("https://example.com"));
    }
}
