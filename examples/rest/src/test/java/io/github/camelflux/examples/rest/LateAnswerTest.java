package io.github.camelflux.examples.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;

/** An image for a client that has gone. */
class LateAnswerTest {
    @TempDir
    Path directory;

    @Test
    void isClosedAndItsFileIsGone() throws Exception {
        Path image = Files.writeString(directory.resolve("image.jpg"), "image");
        CompletableFuture<ResponseEntity<?>> arriving = new CompletableFuture<>();
        DeferredResult<ResponseEntity<?>> answer = ImageController.answer(arriving);
        answer.setErrorResult(new IllegalStateException("The client has gone"));

        arriving.complete(ResponseEntity.ok()
                .body(new InputStreamResource(Files.newInputStream(image, StandardOpenOption.DELETE_ON_CLOSE))));

        assertThat(image).doesNotExist();
    }
}
