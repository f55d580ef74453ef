package io.github.camelflux.examples.quickstart;

import org.apache.camel.builder.RouteBuilder;

/** Reads prompts from a file, one a line, and writes an image for each. */
public class ImagesFromPrompts extends RouteBuilder {
    private final Progress progress;

    ImagesFromPrompts(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void configure() {
        onException(Exception.class).handled(true).process(progress::failed);

        from("file:{{prompts}}?include=.*[.]txt&noop=true")
                .split(body().tokenize("\n"))
                .parallelProcessing()
                .filter(body().regex("(?s).*\\S.*"))
                .setProperty("prompt", body())
                .to("flux:ultra?raw=true")
                .setHeader("CamelFileName", header("CamelFluxFileName"))
                .to("file:{{images}}")
                .process(progress::finished);
    }
}
