package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs Maven as a process of its own, as a user does, on a project, a store and a home of the test's own. */
final class ForkedMaven {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path home;
    private final TestRepository repository;
    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> always = new ArrayList<>();
    private int runs;

    /** @param directory for settings, logs and the store */
    ForkedMaven(TestRepository repository, Path directory) throws IOException {
        this(Path.of(System.getProperty("flux.test.maven", "/usr/share/maven")), repository, directory);
    }

    ForkedMaven(Path home, TestRepository repository, Path directory) throws IOException {
        this.home = home;
        this.repository = repository;
        this.directory = Files.createDirectories(directory);
        settings("");
        always.add("-Dflux.store=" + directory.resolve("store"));
    }

    /** What a build has left. */
    record Ended(int exit, String output, Duration time) {
        Ended succeeded() {
            assertThat(exit).as(output).isZero();
            return this;
        }

        Ended failed() {
            assertThat(exit).as(output).isNotZero();
            return this;
        }
    }

    /** A build that may still run. */
    record Running(Process process, Path log, long began) {
        Ended await() throws IOException, InterruptedException {
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                kill();
            }
            String output = Files.readString(log);
            assertThat(ended).as("ended in time: %s", output).isTrue();
            return new Ended(process.exitValue(), output, Duration.ofNanos(System.nanoTime() - began));
        }

        /** As by the kernel when memory is short: no hook runs. */
        void kill() throws InterruptedException {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    ForkedMaven with(String argument) {
        always.add(argument);
        return this;
    }

    ForkedMaven environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    ForkedMaven settings(String more) throws IOException {
        Files.writeString(directory.resolve("settings.xml"), TestRepository.settings(more));
        return this;
    }

    /** Leaves the store where it is by default. */
    ForkedMaven withoutStore() {
        always.removeIf(argument -> argument.startsWith("-Dflux.store="));
        return this;
    }

    Path store() {
        return directory.resolve("store");
    }

    Ended run(Path project, String... arguments) throws IOException, InterruptedException {
        return start(project, arguments).await();
    }

    Running start(Path project, String... arguments) throws IOException {
        return start(List.of(), project, arguments);
    }

    /** A command as a build has printed it: what is always said is not, so that it has to be in it. */
    Ended type(Path project, String command) throws IOException, InterruptedException {
        List<String> words = ShellWords.of(command);
        assertThat(words).first().isEqualTo("mvn");
        List<String> before = List.copyOf(always);
        always.clear();
        try {
            return run(project, words.subList(1, words.size()).toArray(String[]::new));
        } finally {
            always.addAll(before);
        }
    }

    /** @param prefix what starts the command, a shell with a limit say */
    Running start(List<String> prefix, Path project, String... arguments) throws IOException {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        List<String> command = new ArrayList<>(prefix);
        command.add(home.resolve(windows ? "bin/mvn.cmd" : "bin/mvn").toString());
        command.addAll(List.of(
                "-B",
                "-ntp",
                "-s",
                directory.resolve("settings.xml").toString(),
                "-gs",
                directory.resolve("settings.xml").toString(),
                "-Dmaven.repo.local=" + repository.directory(),
                "-Daether.offline.protocols=file",
                "-Daether.connector.resumeDownloads=false"));
        command.addAll(always);
        command.addAll(List.of(arguments));
        Path log = directory.resolve("build-" + ++runs + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> own = builder.environment();
        own.keySet()
                .removeAll(List.of("CI", "WORKSPACE", "BFL_API_KEY", "RUNWARE_API_KEY", "MAVEN_ARGS", "MAVEN_HOME"));
        own.keySet().removeIf(name -> name.matches("MAVEN_.*|JAVA_TOOL_OPTIONS"));
        own.keySet().removeAll(Mode.SERVERS);
        own.put("JAVA_HOME", System.getProperty("java.home"));
        // Short-lived: what the second compiler would gain is never earned back.
        own.put("MAVEN_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto");
        own.putAll(environment);
        return new Running(builder.start(), log, System.nanoTime());
    }
}
