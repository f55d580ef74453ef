package io.github.camelflux.examples.studio;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What the page reads; what it orders goes to a route. */
@RestController
@RequestMapping("/api")
class StudioController {
    /** An image never changes. */
    private static final CacheControl FOREVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable();

    private static final int LONGEST_NAME = 60;

    private final Studio studio;
    private final Pictures pictures;
    private final PictureFiles files;
    private final Page page;

    StudioController(Studio studio, Pictures pictures, PictureFiles files, Page page) {
        this.studio = studio;
        this.pictures = pictures;
        this.files = files;
        this.page = page;
    }

    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events() {
        return page.open("gallery", studio::gallery);
    }

    @GetMapping("/pictures")
    List<Picture> before(@RequestParam @DateTimeFormat(iso = ISO.DATE_TIME) Instant before) {
        return studio.before(before);
    }

    @GetMapping("/pictures/{id}/image")
    ResponseEntity<Resource> image(@PathVariable String id, @RequestParam(defaultValue = "false") boolean download) {
        return pictures.find(id)
                .filter(picture -> picture.image() != null)
                .map(picture -> send(files.image(id), download ? fileName(picture) : null))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    @GetMapping("/pictures/{id}/preview")
    ResponseEntity<Resource> preview(@PathVariable String id) {
        return pictures.find(id)
                .filter(picture -> picture.image() != null)
                .map(picture -> send(files.preview(id), null))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    @DeleteMapping("/pictures/{id}")
    ResponseEntity<Void> dismiss(@PathVariable String id) {
        return studio.dismiss(id)
                ? ResponseEntity.noContent().build()
                : ResponseEntity.notFound().build();
    }

    /** Somebody may have tidied up in the directory. */
    private static ResponseEntity<Resource> send(Path file, @Nullable String name) {
        if (!Files.exists(file)) {
            return ResponseEntity.notFound().build();
        }
        ContentDisposition disposition = name == null
                ? ContentDisposition.inline().build()
                : ContentDisposition.attachment()
                        .filename(name, StandardCharsets.UTF_8)
                        .build();
        return ResponseEntity.ok()
                .cacheControl(FOREVER)
                .contentType(MediaType.IMAGE_JPEG)
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString())
                .body(new FileSystemResource(file));
    }

    /** The prompt's words, which say more than a number. */
    private static String fileName(Picture picture) {
        String words = String.valueOf(picture.order().prompt())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", "-")
                .replaceAll("^-|-$", "");
        String name = words.codePoints()
                .limit(LONGEST_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return (name.isEmpty() ? "picture" : name) + "-" + picture.id().substring(0, 8) + ".jpg";
    }
}
