package io.github.camelflux.camel;

import io.github.camelflux.Cost;
import io.github.camelflux.FailedImage;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageResult;
import io.github.camelflux.RemoteImage;
import io.github.camelflux.RemoteResult;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskStatus;
import io.github.camelflux.Ticket;
import io.github.camelflux.client.FluxTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.util.CaseInsensitiveMap;
import org.jspecify.annotations.Nullable;

/** Writes what came of a message into it: the only place that knows what a message tells. */
final class FluxResults {
    /** All that is ever written, so that nothing of an earlier image is taken for this one's. */
    private static final List<String> HEADERS = List.of(
            FluxConstants.TASK_ID,
            FluxConstants.TICKET,
            FluxConstants.MODEL,
            FluxConstants.PROVIDER,
            FluxConstants.STATUS,
            FluxConstants.PROGRESS,
            FluxConstants.MODERATION_STAGE,
            FluxConstants.MODERATION_REASONS,
            FluxConstants.USED_SEED,
            FluxConstants.COST,
            FluxConstants.COST_SOURCE,
            FluxConstants.INPUT_MEGAPIXELS,
            FluxConstants.OUTPUT_MEGAPIXELS,
            FluxConstants.IMAGE_WIDTH,
            FluxConstants.IMAGE_HEIGHT,
            FluxConstants.DURATION,
            FluxConstants.IMAGE_URL,
            FluxConstants.IMAGE_URL_EXPIRES,
            FluxConstants.FILE_NAME,
            FluxConstants.FLAGGED,
            FluxConstants.FAILURES);

    /** In place of a source, where nobody told a cost and no list knows one. */
    private static final String UNKNOWN_COST = "UNKNOWN";

    private FluxResults() {}

    /** Waits for a task as an endpoint's options say; what comes of it is to be written where the route goes on. */
    static CompletableFuture<Consumer<Exchange>> of(FluxTask task, EndpointPlan plan, HeldFiles held) {
        return plan.output() == FluxOutput.url
                ? task.addresses(plan.timeout()).thenApply(remote -> exchange -> write(exchange, remote))
                : task.images(plan.timeout())
                        .thenApply(result -> exchange -> write(exchange, result, plan.output(), held));
    }

    /** Puts an image, several, or the result that they are part of, and what is known of them on the message. */
    private static void write(Exchange exchange, ImageResult result, FluxOutput output, HeldFiles held) {
        try {
            Message message = exchange.getMessage();
            writeEnding(message, result.ticket(), result.cost(), result.duration(), result.failures());
            List<HeldFile> files = result.images().stream()
                    .map(image -> held.hold(image, output, exchange))
                    .toList();
            boolean several = areSeveral(result.images(), result.failures());
            if (several && output == FluxOutput.image) {
                message.setBody(parts(message, files.size(), (part, index) -> {
                    writeImage(part, result, index);
                    part.setBody(files.get(index).reader());
                }));
            } else {
                writeImage(message, result, 0);
                message.setBody(
                        output == FluxOutput.result ? result : files.get(0).reader());
            }
        } catch (RuntimeException | Error e) {
            result.images().forEach(GeneratedImage::delete);
            throw e;
        }
    }

    /** Puts the address of an image that is still at the provider, or of several, on the message. */
    private static void write(Exchange exchange, RemoteResult result) {
        Message message = exchange.getMessage();
        writeEnding(message, result.ticket(), result.cost(), result.duration(), result.failures());
        message.removeHeader(Exchange.CONTENT_TYPE);
        if (areSeveral(result.images(), result.failures())) {
            List<RemoteImage> images = result.images();
            message.setBody(parts(message, images.size(), (part, index) -> writeRemote(part, images.get(index))));
        } else {
            writeRemote(message, result.image());
        }
    }

    private static void writeRemote(Message message, RemoteImage image) {
        if (image.address() == null) {
            throw InvalidRequest.of(new RequestFault(
                    "output",
                    "url",
                    "image or result for this task, whose images come within the answer (outputType)"));
        }
        writeAddress(message, image);
        message.setBody(image.address().toString());
    }

    /** One that is left of several is a list too, so that a route finds the same whatever failed. */
    private static boolean areSeveral(List<?> images, List<FailedImage> failures) {
        return images.size() + failures.size() > 1;
    }

    /** A message for each image, which a splitter takes as it is: what differs is in headers of its own. */
    private static List<Message> parts(Message whole, int images, ObjIntConsumer<Message> writer) {
        List<ImageList.Part> parts = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            Message part = new DefaultMessage(whole.getExchange());
            part.setHeaders(new CaseInsensitiveMap(whole.getHeaders()));
            writer.accept(part, i);
            parts.add(new ImageList.Part(part.getHeaders(), part.getBody()));
        }
        whole.removeHeader(Exchange.CONTENT_TYPE);
        return new ImageList(whole.getExchange(), parts);
    }

    private static void writeImage(Message message, ImageResult result, int index) {
        GeneratedImage image = result.images().get(index);
        writeAddress(message, image.remote());
        message.setHeader(FluxConstants.IMAGE_WIDTH, image.probe().width());
        message.setHeader(FluxConstants.IMAGE_HEIGHT, image.probe().height());
        message.setHeader(FluxConstants.FILE_NAME, fileName(result, index));
        message.setHeader(Exchange.CONTENT_TYPE, image.probe().format().mediaType());
    }

    private static void writeEnding(
            Message message, Ticket ticket, @Nullable Cost cost, Duration duration, List<FailedImage> failures) {
        writeTicket(message, ticket);
        message.setHeader(FluxConstants.STATUS, word(TaskStatus.Ready.class));
        message.setHeader(FluxConstants.DURATION, duration.toMillis());
        writeCost(message, cost);
        if (!failures.isEmpty()) {
            message.setHeader(FluxConstants.FAILURES, failures);
        }
    }

    private static void writeAddress(Message message, RemoteImage image) {
        setIfKnown(message, FluxConstants.USED_SEED, image.seed());
        setIfKnown(message, FluxConstants.FLAGGED, image.flagged());
        if (image.address() != null) {
            message.setHeader(FluxConstants.IMAGE_URL, image.address());
            message.setHeader(FluxConstants.IMAGE_URL_EXPIRES, image.expiresAt());
        }
    }

    private static void writeCost(Message message, @Nullable Cost cost) {
        setIfKnown(message, FluxConstants.COST, cost == null ? null : cost.dollars());
        message.setHeader(
                FluxConstants.COST_SOURCE,
                cost == null ? UNKNOWN_COST : cost.source().name());
    }

    /** A header that is there has a value; what was there of an earlier task is gone by now. */
    private static void setIfKnown(Message message, String header, @Nullable Object value) {
        if (value != null) {
            message.setHeader(header, value);
        }
    }

    /** The task's id is the provider's, and letters, digits, dots, dashes and underscores only. */
    private static String fileName(ImageResult result, int index) {
        String number = areSeveral(result.images(), result.failures()) ? "-" + (index + 1) : "";
        String extension = result.images().get(index).probe().format().extension();
        return "flux-" + result.ticket().model().id() + "-" + result.ticket().id() + number + "." + extension;
    }

    /** Puts the ticket of a task that was submitted on the message, as text that any transport carries. */
    static void write(Exchange exchange, Ticket ticket) {
        Message message = exchange.getMessage();
        writeTicket(message, ticket);
        message.removeHeader(Exchange.CONTENT_TYPE);
        message.setBody(ticket.toText());
    }

    /** Puts what the provider says about a task on the message. */
    static void write(Exchange exchange, Ticket ticket, TaskStatus status) {
        Message message = exchange.getMessage();
        writeTicket(message, ticket);
        message.setHeader(FluxConstants.STATUS, word(status.getClass()));
        if (status instanceof TaskStatus.Pending pending) {
            setIfKnown(message, FluxConstants.PROGRESS, pending.progress());
        }
        if (status instanceof TaskStatus.Ready ready) {
            writeAddress(message, ready.images().get(0));
        }
        if (status instanceof TaskStatus.Moderated moderated) {
            message.setHeader(FluxConstants.MODERATION_STAGE, moderated.stage().name());
            message.setHeader(FluxConstants.MODERATION_REASONS, moderated.reasons());
        }
        Cost.charged(ticket, status).ifPresent(cost -> writeCost(message, cost));
        message.removeHeader(Exchange.CONTENT_TYPE);
        message.setBody(status);
    }

    private static String word(Class<? extends TaskStatus> status) {
        return status.getSimpleName();
    }

    /** Writes what came of an exchange, which it fails if that cannot be written. */
    static void complete(
            Exchange exchange,
            @Nullable Consumer<Exchange> answer,
            @Nullable Throwable failure,
            FluxModeration moderation) {
        try {
            if (answer != null) {
                answer.accept(exchange);
            } else {
                writeFailure(exchange, failure, moderation);
            }
        } catch (RuntimeException | Error e) {
            exchange.setException(e);
        }
    }

    /**
     * Fails the exchange; a task that was accepted stays within reach by its ticket. A moderation is no failure where it
     * is to be a result.
     */
    private static void writeFailure(Exchange exchange, @Nullable Throwable failure, FluxModeration moderation) {
        Throwable cause = failure == null ? null : FluxException.causeOf(failure);
        Optional<Ticket> ticket = cause instanceof FluxException error ? error.ticket() : Optional.empty();
        if (moderation == FluxModeration.result && cause instanceof Moderated moderated && ticket.isPresent()) {
            write(exchange, ticket.get(), moderated.status());
            return;
        }
        ticket.ifPresent(known -> writeTicket(exchange.getMessage(), known));
        exchange.setException(cause);
    }

    private static void writeTicket(Message message, Ticket ticket) {
        clear(message);
        message.setHeader(FluxConstants.TASK_ID, ticket.id());
        message.setHeader(FluxConstants.TICKET, ticket.toText());
        message.setHeader(FluxConstants.MODEL, ticket.model().id());
        message.setHeader(FluxConstants.PROVIDER, ticket.provider().id());
        setIfKnown(message, FluxConstants.INPUT_MEGAPIXELS, ticket.quote().inputMegapixels());
        setIfKnown(message, FluxConstants.OUTPUT_MEGAPIXELS, ticket.quote().outputMegapixels());
    }

    /** Nothing of an earlier task stays on a message that begins another one, which may fail. */
    static void clear(Message message) {
        HEADERS.forEach(message::removeHeader);
    }
}
