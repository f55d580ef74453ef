package io.github.camelflux.maven;

import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What whoever started Maven has said to it, and nothing that can be committed.
 *
 * <p>To Maven a property of {@code .mvn/maven.config} or {@code .mvn/maven-user.properties} is one of the command line,
 * and an extension can set any. So the words are taken from the operating system: those that {@code mvn} was called with,
 * and those that the JVM was started with, which {@code MAVEN_ARGS} is part of.
 */
final class CommandLine {
    /** {@code mvn} of Maven 3 puts its arguments there. */
    private static final String VARIABLE = "MAVEN_CMD_LINE_ARGS";

    private static final String JVM_COMMAND = "java_command: ";

    private final String words;

    /** @param words separated by white space */
    CommandLine(String words) {
        this.words = words;
    }

    static CommandLine ofThisProcess() {
        return new CommandLine(System.getenv().getOrDefault(VARIABLE, "") + "\n" + commandOfTheJvm());
    }

    /** Whether a property is set to this value. */
    boolean says(String property, String value) {
        return Pattern.compile("(?:^|\\s)[\"']?(?:-D|--define[\\s=])\\s*[\"']?" + Pattern.quote(property + "=" + value)
                        + "[\"']?(?=\\s|$)")
                .matcher(words)
                .find();
    }

    /** Whether a profile is named there, rather than in settings that each run has anyway. */
    boolean activates(String profile) {
        return Pattern.compile("(?:^|\\s)(?:-P|--activate-profiles[\\s=])\\s*[\"']?(?:\\S*[,?+])?"
                        + Pattern.quote(profile) + "(?=[\"',\\s]|$)")
                .matcher(words)
                .find();
    }

    /** As the JVM was started: the system property of this purpose can be set by {@code .mvn/maven.config}. */
    private static String commandOfTheJvm() {
        try {
            Object told = ManagementFactory.getPlatformMBeanServer()
                    .invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "vmCommandLine", null, null);
            return String.valueOf(told)
                    .lines()
                    .filter(line -> line.startsWith(JVM_COMMAND))
                    .findFirst()
                    .orElse("");
        } catch (JMException | RuntimeException e) {
            return ""; // Not every JVM tells.
        }
    }
}
