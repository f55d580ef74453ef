package io.github.camelflux.examples.quickstart;

import io.github.camelflux.FluxModel;
import io.github.camelflux.Provider;
import io.github.camelflux.emulator.FluxEmulator;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.camel.main.Main;

/**
 * Runs the route once: against an emulator in this process, or with {@code -Dflux.api=real} and a key in
 * {@code BFL_API_KEY} against the real API, for real money.
 */
public final class Quickstart {
    private static final Duration EMULATED_GENERATION = Duration.ofSeconds(2);

    private final PrintStream out;
    private final Path prompts;
    private final Path images;

    Quickstart(PrintStream out, Path prompts, Path images) {
        this.out = out;
        this.prompts = prompts;
        this.images = images;
    }

    /** Arguments: the folder with the prompts' file and the one for the images. */
    public static void main(String[] args) throws Exception {
        Quickstart quickstart = new Quickstart(System.out, Path.of(args[0]), Path.of(args[1]));
        if ("real".equals(System.getProperty("flux.api"))) {
            quickstart.runOnTheRealApi();
        } else {
            quickstart.runOnAnEmulator();
        }
    }

    void runOnAnEmulator() throws Exception {
        try (FluxEmulator emulator =
                FluxEmulator.builder().generationTime(EMULATED_GENERATION).start()) {
            out.println("An emulator of the API runs in this process at " + emulator.bflUrl()
                    + ": nothing leaves this machine and nothing is charged.");
            Main main = new Main();
            main.addInitialProperty(
                    "camel.component.flux.base-url", emulator.bflUrl().toString());
            main.addInitialProperty("camel.component.flux.api-key", emulator.apiKey());
            run(main);
        }
    }

    private void runOnTheRealApi() throws Exception {
        if (System.getenv(Provider.BFL.keyVariable()) == null) {
            out.println("The real API needs a key in the environment variable " + Provider.BFL.keyVariable() + ".");
            return;
        }
        int count = countPrompts();
        BigDecimal price = FluxModel.ULTRA.listPrice().orElseThrow().multiply(BigDecimal.valueOf(count));
        out.printf("The real API makes %d images, which costs about $%s.%n", count, price);
        Main main = new Main();
        main.addInitialProperty("camel.component.flux.max-cost", price.toPlainString());
        run(main);
    }

    private void run(Main main) throws Exception {
        Progress progress = new Progress(out, countPrompts());
        main.addInitialProperty("prompts", prompts.toString());
        main.addInitialProperty("images", images.toString());
        main.configure().addRoutesBuilder(new ImagesFromPrompts(progress));
        long began = System.nanoTime();
        main.run();
        progress.summarise(Duration.ofNanos(System.nanoTime() - began));
        out.println("The images are in " + images.toAbsolutePath());
    }

    private int countPrompts() throws Exception {
        try (Stream<String> lines = Files.lines(prompts.resolve("prompts.txt"))) {
            return (int) lines.filter(line -> !line.isBlank()).count();
        }
    }
}
