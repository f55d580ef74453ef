package io.github.camelflux.examples.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelflux.emulator.Fault;
import io.github.camelflux.emulator.FluxEmulator;
import io.github.camelflux.emulator.Step;
import io.github.camelflux.emulator.TaskScript;
import io.github.camelflux.image.ImageFormat;
import io.github.camelflux.image.ImageProbe;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each route does what its section of the README says, in each language, on prompts in files. */
@Execution(ExecutionMode.CONCURRENT)
class RoutesTest {
    @TempDir
    Path folder;

    private FluxEmulator emulator;
    private Path prompts;
    private Path work;

    @BeforeEach
    void startAnEmulator() throws Exception {
        emulator = FluxEmulator.builder()
                .generationTime(Duration.ofMillis(100))
                .sketches(true)
                .start();
        prompts = Files.createDirectory(folder.resolve("given"));
    }

    @AfterEach
    void stopTheEmulator() {
        emulator.close();
    }

    private void prompt(String name, String text) throws Exception {
        Files.writeString(prompts.resolve(name + ".txt"), text);
    }

    /** What the example prints. */
    private String run(String route, Map<String, String> settings) throws Exception {
        work = folder.resolve("work")
                .resolve(route.substring(0, route.indexOf('.')))
                .resolve("emulator");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        new Routes(out, route, prompts, folder.resolve("work"), settings).runOn(emulator);
        return printed.toString(StandardCharsets.UTF_8);
    }

    private String run(String route) throws Exception {
        return run(route, Map.of("retryDelay", "10"));
    }

    private TreeSet<String> names(String directory) throws Exception {
        TreeSet<String> names = new TreeSet<>();
        if (Files.exists(work.resolve(directory))) {
            try (Stream<Path> files = Files.list(work.resolve(directory))) {
                files.filter(Files::isRegularFile)
                        .forEach(file -> names.add(file.getFileName().toString()));
            }
        }
        return names;
    }

    private List<Integer> size(String image) throws Exception {
        ImageProbe probe = ImageProbe.of(work.resolve(image));
        return List.of(probe.width(), probe.height());
    }

    @ParameterizedTest
    @ValueSource(strings = {"images.java", "images.xml", "images.yaml"})
    void imagesOfPromptsAreMadeOnceAlsoIfThePromptsAreReadAgain(String route) throws Exception {
        prompt("fox", "A fox in the snow");
        prompt("harbour", "A harbour");
        prompt("crime", "A beheading");

        String printed = run(route);

        assertThat(names("images")).containsExactly("fox.jpg", "harbour.jpg");
        assertThat(size("images/fox.jpg")).containsExactly(2496, 1664);
        assertThat(names("prompts/.failed")).containsExactly("crime.txt");
        assertThat(names("prompts/.camel")).containsExactly("fox.txt", "harbour.txt");
        assertThat(printed).contains("emulator", "would have charged $0.12", work.toString());
        assertThat(run(route)).contains("would have charged $0.12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"images.xml", "images.yaml", "review.java", "review.xml", "review.yaml"})
    @Tag("full")
    void whatTakesTooLongIsWaitedForAgainInEachLanguage(String route) throws Exception {
        whatTakesTooLongIsWaitedForAgain(route);
    }

    @ParameterizedTest
    @ValueSource(strings = {"images.java"})
    void whatTakesTooLongIsWaitedForAgain(String route) throws Exception {
        prompt("fox", "A fox in the snow");
        emulator.nextTask(TaskScript.ready().taking(Duration.ofMillis(1500)));

        run(route, Map.of("retryDelay", "400", "camel.component.flux.timeout", "500"));

        assertThat(names("images")).containsExactly("fox.jpg");
        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    @Test
    void kameletInPlaceOfTheComponent() throws Exception {
        prompt("fox", "A fox in the snow");
        prompt("harbour", "A harbour");

        run("kamelet.yaml");

        assertThat(names("images")).containsExactly("fox.png", "harbour.png");
        assertThat(size("images/fox.png")).containsExactly(3136, 1344);
        assertThat(ImageProbe.of(work.resolve("images/fox.png")).format()).isEqualTo(ImageFormat.PNG);
        assertThat(emulator.ledger().submits()).isEqualTo(2);
        assertThat(names("prompts/.failed")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"review.java", "review.yaml"})
    @Tag("full")
    void moderatedPromptsGoToAPersonAndTheOthersOnInEachLanguage(String route) throws Exception {
        moderatedPromptsGoToAPersonAndTheOthersOn(route);
    }

    @ParameterizedTest
    @ValueSource(strings = {"review.xml"})
    void moderatedPromptsGoToAPersonAndTheOthersOn(String route) throws Exception {
        prompt("fox", "A fox in the snow");
        prompt("crime", "A beheading in a town");
        prompt("beach", "A topless sunbather");

        run(route);

        assertThat(names("images")).containsExactly("fox.jpg");
        assertThat(names("review")).containsExactly("beach.txt", "crime.txt");
        assertThat(work.resolve("review/crime.txt")).hasContent("REQUEST: [Violence]\n\nA beheading in a town");
        assertThat(work.resolve("review/beach.txt")).hasContent("CONTENT: [Sexual Content]\n\nA topless sunbather");
        assertThat(names("prompts/.failed")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"review.java", "review.xml"})
    @Tag("full")
    void whatIsInDoubtIsHeldAndWhatIsRefusedSetAsideInEachLanguage(String route) throws Exception {
        whatIsInDoubtIsHeldAndWhatIsRefusedSetAside(route);
    }

    @ParameterizedTest
    @ValueSource(strings = {"review.yaml"})
    void whatIsInDoubtIsHeldAndWhatIsRefusedSetAside(String route) throws Exception {
        prompt("fox", "A fox in the snow");
        emulator.next(Step.SUBMIT, Fault.dropAfterProcessing());

        run(route);

        assertThat(work.resolve("held/fox.txt")).hasContent("A fox in the snow");
        assertThat(names("images")).isEmpty();
        prompt("harbour", "A harbour");
        emulator.next(Step.SUBMIT, Fault.status(402, "{\"detail\":\"Insufficient credits\"}"));

        run(route);

        assertThat(names("prompts/.failed")).containsExactly("harbour.txt");
        assertThat(names("held")).containsExactly("fox.txt");
        assertThat(emulator.ledger().submits()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload.java", "upload.xml"})
    @Tag("full")
    void uploadsToTheStoreOfTheExampleInEachLanguage(String route) throws Exception {
        uploadsToTheStoreOfTheExample(route);
    }

    @ParameterizedTest
    @ValueSource(strings = {"upload.yaml"})
    void uploadsToTheStoreOfTheExample(String route) throws Exception {
        prompt("fox", "A fox in the snow");

        run(route);

        assertThat(names("store")).hasSize(1);
        assertThat(size("store/" + names("store").first())).containsExactly(2752, 1536);
        assertThat(names("unstored")).isEmpty();
    }
}
