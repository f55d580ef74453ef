package io.github.camelflux.emulator.runware;

import io.github.camelflux.emulator.drawing.Format;
import io.github.camelflux.emulator.drawing.Gallery;
import io.github.camelflux.emulator.drawing.Picture;
import io.github.camelflux.emulator.http.Reply;
import io.github.camelflux.emulator.http.Request;
import io.github.camelflux.emulator.provider.Api;
import io.github.camelflux.emulator.provider.Purpose;
import io.github.camelflux.emulator.provider.Task;
import io.github.camelflux.emulator.storage.PaddedPicture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands out the finished pictures, each at a plain address that is good for some days, or for as long as asked. */
public final class Images implements Api {
    private static final String PREFIX = "/image/os/e00001/ws/2/ii/";
    private static final int MAX_REMEMBERED = 100_000;

    private final InstantSource clock;
    private final Gallery gallery;
    private final int minimumBytes;
    private final Map<String, Image> byPath = new LinkedHashMap<>();

    /**
     * @param clock decides when addresses end
     * @param minimumBytes what pictures are padded to
     */
    public Images(InstantSource clock, Gallery gallery, int minimumBytes) {
        this.clock = clock;
        this.gallery = gallery;
        this.minimumBytes = minimumBytes;
    }

    private record Image(Picture picture, Instant until) {}

    /** Where a picture is once it is finished. */
    static String path(Inference inference, int index) {
        Format format = inference.pictures().get(index).format();
        return PREFIX + inference.images().get(index) + "." + (format == Format.JPEG ? "jpg" : format.extension());
    }

    /** Nobody is told an address before its picture is finished, so it need not be guarded until then. */
    synchronized void expect(Task task) {
        Inference inference = (Inference) task.order();
        for (int i = 0; i < inference.pictures().size(); i++) {
            Instant end = task.endsAt(i);
            if (!task.outcome(i).isFree() && end.isBefore(Instant.MAX)) {
                byPath.put(path(inference, i), new Image(inference.pictures().get(i), end.plus(inference.life())));
            }
        }
        while (byPath.size() > MAX_REMEMBERED) {
            byPath.remove(byPath.keySet().iterator().next());
        }
    }

    /** Forgets the pictures of every task so far. */
    public synchronized void clear() {
        byPath.clear();
    }

    boolean offers(Format format) {
        return gallery.draws(format);
    }

    /** The whole file, padded as for a download. */
    byte[] file(Picture picture) {
        try {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            body(picture).writeTo(file);
            return file.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory is written to, nothing else
        }
    }

    private PaddedPicture body(Picture picture) {
        return new PaddedPicture(gallery.encoded(picture), picture.format(), minimumBytes);
    }

    @Override
    public boolean serves(String path) {
        return path.startsWith(PREFIX);
    }

    @Override
    public Optional<Purpose> purpose(Request request) {
        return isRead(request) ? Optional.of(Purpose.DOWNLOAD) : Optional.empty();
    }

    @Override
    public Reply answer(Request request) {
        if (!isRead(request)) {
            return failing(405).with("Allow", "GET, HEAD");
        }
        Image image = find(request.path());
        if (image == null || clock.instant().isAfter(image.until())) {
            return failing(404);
        }
        Picture picture = image.picture();
        return Reply.of(200, picture.format().mediaType(), body(picture));
    }

    @Override
    public Reply failing(int status) {
        return Reply.text(status, "text/plain", "Error " + status);
    }

    private synchronized @Nullable Image find(String path) {
        return byPath.get(path);
    }

    private static boolean isRead(Request request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }
}
