package io.github.camelflux.camel;

import io.github.camelflux.Cost;
import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageRequest;
import io.github.camelflux.ImageResult;
import io.github.camelflux.InputImage;
import io.github.camelflux.RequestFault;
import io.github.camelflux.TaskContext;
import io.github.camelflux.Ticket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.apache.camel.support.ExchangeHelper;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages into requests and results into messages: the only place that knows what a message may set.
 *
 * <p>That is what the picture shows and how it looks. Nothing in a message can cost more, loosen moderation, or lead a
 * key or an image elsewhere.
 */
final class FluxMessages {
    /** Where a parameter is set, by its name in the request's builder. */
    private static final Map<String, String> PLACES = Map.of(
            "prompt", "the message body or header " + FluxConstants.PROMPT,
            "raw", "option raw or header " + FluxConstants.RAW,
            "aspectRatio", "option aspectRatio or header " + FluxConstants.ASPECT_RATIO,
            "seed", "option seed or header " + FluxConstants.SEED,
            "promptUpsampling", "option promptUpsampling or header " + FluxConstants.PROMPT_UPSAMPLING,
            "outputFormat", "option outputFormat or header " + FluxConstants.OUTPUT_FORMAT,
            "imagePrompt", "header " + FluxConstants.IMAGE_PROMPT,
            "imagePromptStrength", "option imagePromptStrength or header " + FluxConstants.IMAGE_PROMPT_STRENGTH);

    private static final List<String> RESULTS = List.of(
            FluxConstants.TASK_ID,
            FluxConstants.TICKET,
            FluxConstants.MODEL,
            FluxConstants.PROVIDER,
            FluxConstants.USED_SEED,
            FluxConstants.COST,
            FluxConstants.COST_SOURCE,
            FluxConstants.WIDTH,
            FluxConstants.HEIGHT,
            FluxConstants.DURATION,
            FluxConstants.IMAGE_URL,
            FluxConstants.IMAGE_URL_EXPIRES,
            FluxConstants.FILE_NAME);

    /** In place of a source, where nobody told a cost and no list knows one. */
    private static final String UNKNOWN_COST = "UNKNOWN";

    private static final int MAX_PROMPT_BYTES = 100 * 1024;

    private FluxMessages() {}

    /** @throws InvalidRequest if the endpoint's options are wrong whatever the message will be */
    static void checkOptions(FluxEndpoint endpoint) {
        List<RequestFault> faults = new ArrayList<>();
        Long timeout = endpoint.getTimeout();
        if (timeout != null && timeout <= 0) {
            faults.add(new RequestFault("timeout", timeout + " ms", "a duration above zero, such as 2m"));
        }
        built(endpoint.request().prompt("any"), faults);
    }

    /** @throws InvalidRequest with everything that is wrong with the message */
    static ImageRequest request(FluxEndpoint endpoint, Message message) {
        List<RequestFault> faults = new ArrayList<>();
        ImageRequest.Builder request = endpoint.request().prompt(prompt(message, faults));
        override(message, "raw", FluxConstants.RAW, Boolean.class, request::raw, faults);
        override(message, "aspectRatio", FluxConstants.ASPECT_RATIO, String.class, request::aspectRatio, faults);
        override(message, "seed", FluxConstants.SEED, Long.class, request::seed, faults);
        override(
                message,
                "promptUpsampling",
                FluxConstants.PROMPT_UPSAMPLING,
                Boolean.class,
                request::promptUpsampling,
                faults);
        override(message, "outputFormat", FluxConstants.OUTPUT_FORMAT, String.class, request::outputFormat, faults);
        override(
                message,
                "imagePromptStrength",
                FluxConstants.IMAGE_PROMPT_STRENGTH,
                Double.class,
                request::imagePromptStrength,
                faults);
        request.imagePrompt(imagePrompt(message, faults));
        return built(request, faults);
    }

    private static ImageRequest built(ImageRequest.Builder request, List<RequestFault> faults) {
        try {
            ImageRequest built = request.build();
            if (faults.isEmpty()) {
                return built;
            }
        } catch (InvalidRequest e) {
            e.faults().stream()
                    .filter(fault ->
                            faults.stream().noneMatch(known -> known.field().equals(fault.field())))
                    .toList()
                    .forEach(faults::add);
        }
        List<String> sentences = new ArrayList<>();
        for (RequestFault fault : faults) {
            String place = PLACES.getOrDefault(fault.field(), "option " + fault.field());
            sentences.add(fault.describe() + " (" + place + ")");
        }
        throw new InvalidRequest(String.join(". ", sentences), faults, TaskContext.NONE);
    }

    private static <T> void override(
            Message message,
            String field,
            String header,
            Class<T> type,
            Consumer<@Nullable T> setter,
            List<RequestFault> faults) {
        Object given = message.getHeader(header);
        if (given == null) {
            return;
        }
        T value = null;
        try {
            value = message.getExchange().getContext().getTypeConverter().tryConvertTo(type, given);
        } catch (TypeConversionException e) {
            // Reported below as a value that is not of the type.
        }
        if (value == null) {
            faults.add(new RequestFault(field, String.valueOf(given), "a value of type " + type.getSimpleName()));
        } else {
            setter.accept(value);
        }
    }

    /** Only text is taken for a prompt: anything else would be paid for and show nonsense. */
    private static @Nullable String prompt(Message message, List<RequestFault> faults) {
        Object header = message.getHeader(FluxConstants.PROMPT);
        Object given = header == null ? message.getBody() : header;
        if (given == null || given instanceof CharSequence) {
            return given == null ? null : given.toString();
        }
        String fault = given.getClass().getSimpleName();
        try {
            byte[] bytes = MessageBytes.of(given, message.getExchange(), MAX_PROMPT_BYTES);
            if (bytes != null && bytes.length <= MAX_PROMPT_BYTES) {
                fault = bytes.length + " bytes that are no text";
                return decoded(bytes, Charset.forName(ExchangeHelper.getCharsetName(message.getExchange())));
            }
            fault = bytes == null ? fault : "more than " + MAX_PROMPT_BYTES + " bytes";
        } catch (IOException | IllegalCharsetNameException | UnsupportedCharsetException e) {
            // Reported below: it is no text.
        }
        faults.add(new RequestFault(
                "prompt",
                fault,
                "text of at most 100 KB, as a String, bytes, a stream or a file; an image to remix goes into header "
                        + FluxConstants.IMAGE_PROMPT));
        return null;
    }

    /** Strictly: an image that is taken for text is full of characters that no text has. */
    private static String decoded(byte[] bytes, Charset charset) throws CharacterCodingException {
        String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        if (text.indexOf('\0') >= 0) {
            throw new CharacterCodingException();
        }
        return text;
    }

    private static @Nullable InputImage imagePrompt(Message message, List<RequestFault> faults) {
        Object given = message.getHeader(FluxConstants.IMAGE_PROMPT);
        try {
            byte[] bytes = MessageBytes.of(given, message.getExchange(), InputImage.MAX_SIZE);
            if (bytes != null) {
                return InputImage.of(bytes);
            }
            return given == null ? null : InputImage.of(Base64.getMimeDecoder().decode(given.toString()));
        } catch (InvalidRequest e) {
            faults.addAll(e.faults());
        } catch (IOException | IllegalArgumentException e) {
            faults.add(new RequestFault(
                    "imagePrompt",
                    given.getClass().getName() + " that cannot be read",
                    "a JPEG, PNG or WEBP as bytes, a stream, a file, or base64 text"));
        }
        return null;
    }

    /** Puts an image and what is known of it on the message. */
    static void write(Exchange exchange, ImageResult result) {
        Message message = exchange.getMessage();
        GeneratedImage image = result.image();
        writeTicket(message, result.ticket());
        message.setHeader(FluxConstants.USED_SEED, image.remote().seed());
        Cost cost = result.cost();
        message.setHeader(FluxConstants.COST, cost == null ? null : cost.dollars());
        message.setHeader(
                FluxConstants.COST_SOURCE,
                cost == null ? UNKNOWN_COST : cost.source().name());
        message.setHeader(FluxConstants.WIDTH, image.probe().width());
        message.setHeader(FluxConstants.HEIGHT, image.probe().height());
        message.setHeader(FluxConstants.DURATION, result.duration().toMillis());
        message.setHeader(FluxConstants.IMAGE_URL, image.remote().address());
        message.setHeader(FluxConstants.IMAGE_URL_EXPIRES, image.remote().expiresAt());
        message.setHeader(FluxConstants.FILE_NAME, fileName(result));
        message.setHeader(Exchange.CONTENT_TYPE, image.probe().format().mediaType());
        message.setBody(ImageStreamCache.open(image, exchange));
    }

    /** The task's id is the provider's, and letters, digits, dots, dashes and underscores only. */
    private static String fileName(ImageResult result) {
        String extension = result.image().probe().format().extension();
        return "flux-" + result.ticket().model().id() + "-" + result.ticket().id() + "." + extension;
    }

    /** Fails the exchange; a task that was accepted stays within reach by its ticket, and nothing of an earlier one. */
    static void writeFailure(Exchange exchange, @Nullable Throwable failure) {
        RESULTS.forEach(exchange.getMessage()::removeHeader);
        if (failure instanceof FluxException error) {
            error.ticket().ifPresent(ticket -> writeTicket(exchange.getMessage(), ticket));
        }
        exchange.setException(failure);
    }

    private static void writeTicket(Message message, Ticket ticket) {
        message.setHeader(FluxConstants.TASK_ID, ticket.id());
        message.setHeader(FluxConstants.TICKET, ticket.toText());
        message.setHeader(FluxConstants.MODEL, ticket.model().id());
        message.setHeader(FluxConstants.PROVIDER, ticket.provider().id());
    }
}
