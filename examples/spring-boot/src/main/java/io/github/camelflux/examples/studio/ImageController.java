package io.github.camelflux.examples.studio;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The images, large and small. */
@RestController
@RequestMapping("/api/pictures/{id}")
class ImageController {
    /** An image never changes. */
    private static final CacheControl FOREVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable();

    private static final int LONGEST_NAME = 60;

    private final Pictures pictures;
    private final PictureFiles files;
    private final Thumbnails thumbnails;

    ImageController(Pictures pictures, PictureFiles files, Thumbnails thumbnails) {
        this.pictures = pictures;
        this.files = files;
        this.thumbnails = thumbnails;
    }

    @GetMapping("/image")
    ResponseEntity<Resource> image(@PathVariable String id, @RequestParam(defaultValue = "false") boolean download) {
        return arrived(id)
                .map(picture -> send(files.image(id), FOREVER, download ? picture : null))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    @GetMapping("/thumbnail")
    CompletableFuture<ResponseEntity<Resource>> thumbnail(@PathVariable String id, @RequestParam int width) {
        if (!Thumbnails.WIDTHS.contains(width) || arrived(id).isEmpty()) {
            return CompletableFuture.completedFuture(ResponseEntity.notFound().build());
        }
        return thumbnails
                .of(id, width)
                // In place of a small one there may be one another time.
                .thenApply(file -> send(file, file.equals(files.image(id)) ? CacheControl.noCache() : FOREVER, null));
    }

    private Optional<Picture> arrived(String id) {
        return pictures.find(id).filter(picture -> picture.image() != null);
    }

    /** Somebody may have tidied up in the directory. */
    private ResponseEntity<Resource> send(Path file, CacheControl caching, @Nullable Picture download) {
        if (!Files.exists(file)) {
            return ResponseEntity.notFound().build();
        }
        MediaType type = files.type(file);
        ContentDisposition disposition = download == null
                ? ContentDisposition.inline().build()
                : ContentDisposition.attachment()
                        .filename(fileName(download, type), StandardCharsets.UTF_8)
                        .build();
        return ResponseEntity.ok()
                .cacheControl(caching)
                .contentType(type)
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString())
                .body(new FileSystemResource(file));
    }

    /** The prompt's words, which say more than a number. */
    private static String fileName(Picture picture, MediaType type) {
        String words = String.valueOf(picture.order().prompt())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", "-")
                .replaceAll("^-|-$", "");
        String name = words.codePoints()
                .limit(LONGEST_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        String ending = type.equals(MediaType.IMAGE_JPEG) ? "jpg" : type.getSubtype();
        return (name.isEmpty() ? "picture" : name) + "-" + picture.id().substring(0, 8) + "." + ending;
    }
}
