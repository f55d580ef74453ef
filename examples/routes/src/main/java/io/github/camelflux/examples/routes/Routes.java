package io.github.camelflux.examples.routes;

import io.github.camelflux.FluxModel;
import io.github.camelflux.Provider;
import io.github.camelflux.emulator.FluxEmulator;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.main.Main;

/**
 * Runs one of the routes on a copy of the prompts and ends: against an emulator in this process, or with
 * {@code -Dflux.api=real} and a key in {@code BFL_API_KEY} against the real API, for real money.
 */
public final class Routes {
    private final PrintStream out;
    private final String route;
    private final Path prompts;
    private final Path directory;
    private final Map<String, String> settings;

    /**
     * @param route a name and a language, such as {@code images.yaml}
     * @param settings go before those of {@code application.properties}
     */
    Routes(PrintStream out, String route, Path prompts, Path directory, Map<String, String> settings) {
        this.out = out;
        this.route = route;
        this.prompts = prompts;
        this.directory = directory;
        this.settings = settings;
    }

    /** Arguments: the route, the directory with the prompts, and the one to work in. */
    public static void main(String[] args) throws Exception {
        Routes routes = new Routes(System.out, args[0], Path.of(args[1]), Path.of(args[2]), Map.of());
        if ("real".equals(System.getProperty("flux.api"))) {
            routes.runOnTheRealApi();
        } else {
            try (FluxEmulator emulator = FluxEmulator.builder().start()) {
                routes.runOn(emulator);
            }
        }
    }

    void runOn(FluxEmulator emulator) throws Exception {
        out.println("An emulator of the API runs in this process: nothing leaves this machine and nothing is charged.");
        run(on(emulator), work("emulator"));
        out.println("The real API would have charged $"
                + emulator.ledger().dollars().toPlainString() + ".");
    }

    private void runOnTheRealApi() throws Exception {
        if (System.getenv(Provider.BFL.keyVariable()) == null) {
            out.println("The real API needs a key in the environment variable " + Provider.BFL.keyVariable() + ".");
            return;
        }
        int count = promptFiles().size();
        BigDecimal price = FluxModel.ULTRA.listPrice().orElseThrow().multiply(BigDecimal.valueOf(count));
        out.printf("The real API makes %d images, which costs about $%s.%n", count, price);
        Path work = work("real");
        Main main = main(work);
        main.addInitialProperty("camel.component.flux.max-cost", price.toPlainString());
        run(main, work);
    }

    private void run(Main main, Path work) throws Exception {
        List<Path> files = promptFiles();
        Path copies = Files.createDirectories(work.resolve("prompts"));
        for (Path file : files) {
            Files.copy(file, copies.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        try (DirectoryStore store = DirectoryStore.start(work.resolve("store"))) {
            main.addInitialProperty("store", store.address().toString());
            main.addInitialProperty("camel.main.duration-max-messages", String.valueOf(files.size()));
            main.run();
        }
        out.println("What came of the prompts is in " + work.toAbsolutePath());
    }

    /** One for each route and API: the same task key means another image elsewhere. */
    private Path work(String api) {
        return directory.resolve(route.replaceFirst("[.].*", "")).resolve(api);
    }

    /** The application with the route, before it is started. */
    Main on(FluxEmulator emulator) {
        Main main = main(work("emulator"));
        main.addInitialProperty(
                "camel.component.flux.base-url", emulator.bflUrl().toString());
        main.addInitialProperty("camel.component.flux.api-key", emulator.apiKey());
        return main;
    }

    private Main main(Path work) {
        Main main = new Main();
        main.addInitialProperty("work", work.toString());
        settings.forEach(main::addOverrideProperty);
        switch (route) {
            case "images.java" -> main.configure().addRoutesBuilder(new Images());
            case "upload.java" -> main.configure().addRoutesBuilder(new Upload());
            case "review.java" -> main.configure().addRoutesBuilder(new Review());
            default -> main.configure().withRoutesIncludePattern("classpath:routes/" + route);
        }
        return main;
    }

    private List<Path> promptFiles() throws IOException {
        try (Stream<Path> files = Files.list(prompts)) {
            return files.filter(file -> file.toString().endsWith(".txt")).toList();
        }
    }
}
