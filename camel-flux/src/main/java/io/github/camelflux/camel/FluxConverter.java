package io.github.camelflux.camel;

import io.github.camelflux.GeneratedImage;
import io.github.camelflux.ImageResult;
import io.github.camelflux.Ticket;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Converter;
import org.apache.camel.Exchange;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Turns results into what the steps after a {@code flux} endpoint take; of several images it takes the first. */
@Converter(generateLoader = true)
public final class FluxConverter {
    private FluxConverter() {}

    /** Reads the image into memory. */
    @Converter
    public static byte[] toBytes(ImageResult result) throws IOException {
        return toBytes(result.image());
    }

    /** Opens the image's file. */
    @Converter
    public static InputStream toInputStream(ImageResult result) throws IOException {
        return toInputStream(result.image());
    }

    /** Names the image's file, which is there until the exchange is done. */
    @Converter
    public static File toFile(ImageResult result) {
        return toFile(result.image());
    }

    /** Reads the image into memory. */
    @Converter
    public static byte[] toBytes(GeneratedImage image) throws IOException {
        return Files.readAllBytes(image.file());
    }

    /** Opens the image's file. */
    @Converter
    public static InputStream toInputStream(GeneratedImage image) throws IOException {
        return Files.newInputStream(image.file());
    }

    /** Names the image's file, which is there until the exchange is done. */
    @Converter
    public static File toFile(GeneratedImage image) {
        return image.file().toFile();
    }

    /** Names the file behind a message body, which is there until the exchange is done; null once it is. */
    @NullUnmarked // Camel's generator writes annotations of types into the wrong place
    @Converter(allowNull = true)
    public static File toFile(ImageStreamCache body, Exchange exchange) throws IOException {
        @Nullable Path file = body.fileFor(exchange);
        return file == null ? null : file.toFile();
    }

    /** Reads a ticket from its text form. */
    @Converter
    public static Ticket toTicket(String text) {
        return Ticket.parse(text);
    }
}
