package io.github.camelflux.times;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** How long the test classes of one build took, slowest first, as Surefire's reports tell. */
final class TestTimes {
    /** Relative to the root: a module, or one in a folder of modules. */
    private static final String REPORTS = "{*,*/*}/target/surefire-reports/TEST-*.xml";

    private static final int DEPTH = 5;

    private final List<TestClass> classes;

    private TestTimes(List<TestClass> classes) {
        this.classes = classes;
    }

    /** A test class, with the wall time from the begin of its first method to the end of its last. */
    record TestClass(String name, int tests, Duration time) {}

    /** @param since when the build began: what was written before is of another one */
    static TestTimes under(Path root, Instant since) throws IOException {
        List<TestClass> classes = new ArrayList<>();
        for (Path report : reports(root)) {
            if (!Files.getLastModifiedTime(report).toInstant().isBefore(since)) {
                classes.add(read(report));
            }
        }
        classes.sort(Comparator.comparing(TestClass::time).reversed().thenComparing(TestClass::name));
        return new TestTimes(List.copyOf(classes));
    }

    private static List<Path> reports(Path root) throws IOException {
        var named = root.getFileSystem().getPathMatcher("glob:" + REPORTS);
        try (Stream<Path> files = Files.find(root, DEPTH, (file, is) -> named.matches(root.relativize(file)))) {
            return files.toList();
        }
    }

    private static TestClass read(Path report) throws IOException {
        try (InputStream file = Files.newInputStream(report)) {
            XMLInputFactory factory = XMLInputFactory.newInstance();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            XMLStreamReader xml = factory.createXMLStreamReader(file);
            xml.nextTag();
            double seconds = Double.parseDouble(xml.getAttributeValue(null, "time"));
            return new TestClass(
                    xml.getAttributeValue(null, "name"),
                    Integer.parseInt(xml.getAttributeValue(null, "tests")),
                    Duration.ofMillis(Math.round(seconds * 1000)));
        } catch (XMLStreamException e) {
            throw new IOException(report + " is no report of Surefire's", e);
        }
    }

    List<TestClass> slowest(int many) {
        return classes.stream().limit(many).toList();
    }

    void print(int many, PrintStream out) {
        int tests = classes.stream().mapToInt(TestClass::tests).sum();
        out.printf(
                Locale.ROOT,
                "%d tests in %d classes, %.0f s inside them. The slowest:%n",
                tests,
                classes.size(),
                seconds(all()));
        for (TestClass slow : slowest(many)) {
            out.printf(Locale.ROOT, "%8.1f s %6d tests  %s%n", seconds(slow.time()), slow.tests(), slow.name());
        }
    }

    private Duration all() {
        return classes.stream().map(TestClass::time).reduce(Duration.ZERO, Duration::plus);
    }

    /**
     * Fails if a class took too long for what all of them took: a machine that does much else is slower with each.
     *
     * @param usual what all of them take at most on an idle machine with two cores
     * @throws IllegalStateException with a sentence that names each one
     */
    void allWithin(Duration ofEach, Duration usual) {
        double slowness = Math.max(1, seconds(all()) / seconds(usual));
        Duration limit = Duration.ofMillis(Math.round(ofEach.toMillis() * slowness));
        List<TestClass> slow = classes.stream()
                .filter(each -> each.time().compareTo(limit) > 0)
                .toList();
        if (!slow.isEmpty()) {
            String named = slow.stream()
                    .map(each -> String.format(Locale.ROOT, "%s (%.1f s)", each.name(), seconds(each.time())))
                    .collect(Collectors.joining(", "));
            throw new IllegalStateException("These test classes took longer than the " + limit.toSeconds()
                    + " s that 'verify' leaves to each: " + named
                    + ". Drive their time, share what they start, or leave a representative and tag the rest"
                    + " @Tag(\"full\") (CONTRIBUTING.md). On a machine that does much else, -Dtest.class.seconds=0 lets"
                    + " them pass.");
        }
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    /**
     * @param arguments the root of the build, when it began, how many to print, and in seconds the limit of each class (0:
     *     none) and what all take
     */
    public static void main(String[] arguments) throws IOException {
        TestTimes times = under(Path.of(arguments[0]), Instant.parse(arguments[1]));
        times.print(Integer.parseInt(arguments[2]), System.out);
        Duration limit = Duration.ofSeconds(Long.parseLong(arguments[3]));
        // On one core a class takes as long as those beside it let it.
        if (!limit.isZero() && Runtime.getRuntime().availableProcessors() > 1) {
            times.allWithin(limit, Duration.ofSeconds(Long.parseLong(arguments[4])));
        }
    }
}
