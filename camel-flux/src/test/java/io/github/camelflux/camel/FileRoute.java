package io.github.camelflux.camel;

import io.github.camelflux.PollSchedule;
import io.github.camelflux.journal.DirectoryJournal;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A JVM of its own that makes images of the prompts in a folder until it is ended, for {@link KilledRouteTest}. */
final class FileRoute {
    private FileRoute() {}

    /** Arguments: the folder, then address and key of either provider, and who is asked. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        CamelContext context = new DefaultCamelContext();
        FluxComponent component = context.getComponent("flux", FluxComponent.class);
        component.setBaseUrl(args[1]);
        component.setApiKey(args[2]);
        component.setRunwareBaseUrl(args[3]);
        component.setRunwareApiKey(args[4]);
        component.setProvider(args[5]);
        component.setPollSchedule(PollSchedule.every(Duration.ofMillis(50)));
        component.setJournal(new DirectoryJournal(folder.resolve("journal")));
        component.setResultDirectory(folder.resolve("results").toString());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class)
                        .handled(true)
                        .setBody(simple("${exception.class.simpleName}"))
                        .to("file:" + folder.resolve("failed"));
                from("file:" + folder.resolve("in") + "?initialDelay=0&delay=100")
                        .to("flux:ultra?taskKey=${header.CamelFileName}")
                        .to("file:" + folder.resolve("out"));
            }
        });
        context.start();
        // Whoever started this JVM ends it, or goes away.
        while (System.in.read() >= 0) {
            continue;
        }
        Runtime.getRuntime().halt(0);
    }
}
