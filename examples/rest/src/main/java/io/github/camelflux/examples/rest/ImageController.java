package io.github.camelflux.examples.rest;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageResult;
import io.github.camelflux.camel.FluxConstants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * Answers with images, and holds no thread while they are made.
 *
 * <p>A client that is not sure sends its request again with the same {@code Idempotency-Key}: it gets the same image, which
 * was paid for once. Where clients do not trust each other, put the client's name in front of it.
 */
@RestController
class ImageController {
    private static final String ONCE = "Idempotency-Key";

    /** In seconds. */
    private static final String ASK_AGAIN_AFTER = "2";

    private final ProducerTemplate template;

    ImageController(ProducerTemplate template) {
        this.template = template;
    }

    /** The image itself. */
    @PostMapping(path = "/images", consumes = APPLICATION_JSON_VALUE)
    DeferredResult<ResponseEntity<?>> image(
            @RequestBody Map<String, Object> request,
            @RequestHeader(name = ONCE, required = false) @Nullable String key) {
        return answer(send("direct:image", request, key).thenApply(ImageController::image));
    }

    /** Where the image is to be asked for, as soon as the provider has taken the order. */
    @PostMapping(path = "/orders", consumes = APPLICATION_JSON_VALUE)
    CompletableFuture<ResponseEntity<Void>> order(
            @RequestBody Map<String, Object> request,
            @RequestHeader(name = ONCE, required = false) @Nullable String key) {
        return send("direct:order", request, key)
                .thenApply(submitted -> ResponseEntity.accepted()
                        .location(OrderAddress.of(submitted.getBody(String.class)))
                        .header(HttpHeaders.RETRY_AFTER, ASK_AGAIN_AFTER)
                        .build());
    }

    /** The image of an order; or 202 once more, until it is there. */
    @GetMapping("/orders/{order}")
    DeferredResult<ResponseEntity<?>> order(@PathVariable String order) {
        String ticket = OrderAddress.ticket(order);
        return answer(send("direct:status", ticket, null)
                .thenCompose(task -> "Pending".equals(task.getHeader(FluxConstants.STATUS))
                        ? CompletableFuture.completedFuture(pending(task))
                        : send("direct:await", ticket, null).thenApply(ImageController::image)));
    }

    /** Whoever has gone by then leaves no file open. */
    static DeferredResult<ResponseEntity<?>> answer(CompletableFuture<ResponseEntity<?>> arriving) {
        DeferredResult<ResponseEntity<?>> answer = new DeferredResult<>();
        arriving.whenComplete((arrived, failure) -> {
            if (failure != null) {
                answer.setErrorResult(failure instanceof CompletionException ? failure.getCause() : failure);
            } else if (!answer.setResult(arrived) && arrived.getBody() instanceof Resource image) {
                close(image);
            }
        });
        return answer;
    }

    private static void close(Resource image) {
        try {
            image.getInputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CompletableFuture<Message> send(String route, Object body, @Nullable String taskKey) {
        return template.asyncSend(route, exchange -> {
                    exchange.getMessage().setBody(body);
                    exchange.getMessage().setHeader(FluxConstants.TASK_KEY, taskKey);
                })
                .thenApply(exchange -> {
                    if (exchange.getException() != null) {
                        throw new CompletionException(exchange.getException());
                    }
                    return exchange.getMessage();
                });
    }

    private static ResponseEntity<?> pending(Message task) {
        Map<String, Object> state = new HashMap<>();
        state.put("status", "Pending");
        state.put("progress", task.getHeader(FluxConstants.PROGRESS));
        return ResponseEntity.accepted()
                .header(HttpHeaders.RETRY_AFTER, ASK_AGAIN_AFTER)
                .body(state);
    }

    /** From its file, which is this application's, and is gone when it has been read. */
    private static ResponseEntity<?> image(Message done) {
        GeneratedImage image = done.getBody(ImageResult.class).image();
        try {
            return ResponseEntity.ok()
                    .contentType(MediaType.parseMediaType(image.probe().format().mediaType()))
                    .contentLength(image.size())
                    .body(new InputStreamResource(
                            Files.newInputStream(image.file(), StandardOpenOption.DELETE_ON_CLOSE)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
