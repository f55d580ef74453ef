package io.github.camelflux.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class MainTest {

    @Test
    void printsAnAddressAndAKeyThatWork() throws Exception {
        Process emulator = run("--port", "0", "--credits", "12.5", "--generation-time", "2s");
        try (BufferedReader out = new BufferedReader(new InputStreamReader(emulator.getInputStream(), UTF_8))) {
            String url = out.readLine().replace("BFL API  ", "");
            String key = out.readLine().replace("key      ", "");
            assertThat(out.readLine()).isEmpty();
            assertThat(out.readLine()).startsWith("curl -s " + url + "/v1/flux-pro-1.1-ultra -H 'x-key: " + key + "'");

            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/credits"))
                    .header("x-key", key)
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .isEqualTo("{\"credits\":12.5}");
            assertThat(emulator.isAlive()).isTrue();
        } finally {
            emulator.destroy();
        }
        assertThat(emulator.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endsWithCode2AndOneLineForABadOption() throws Exception {
        Process emulator = run("--prot", "8787");

        assertThat(new String(emulator.getErrorStream().readAllBytes(), UTF_8))
                .isEqualTo("flux-emulator: unknown option --prot; --help lists them" + System.lineSeparator());
        assertThat(emulator.waitFor()).isEqualTo(2);
    }

    @Test
    void explainsEveryOptionOnRequest() throws Exception {
        Process emulator = run("--port", "x", "--help");

        assertThat(new String(emulator.getInputStream().readAllBytes(), UTF_8))
                .contains(
                        "--port",
                        "--generation-time",
                        "--active-task-limit",
                        "--credits",
                        "--minimum-image-bytes",
                        "--sketches",
                        "--only-key",
                        "--finetunes",
                        "--moderation",
                        "--quotes",
                        "--steps",
                        "--regional-polling",
                        "--resign-samples",
                        "--webhooks-anywhere",
                        "--webhook-form",
                        "--webhook-proof",
                        "--webhook-times",
                        "--webhook-late",
                        "--webhook-before-answer",
                        "--runware-webhook-form",
                        "--runware-active-task-limit",
                        "--runware-balance",
                        "--only-runware-key",
                        "--runware-acknowledgement",
                        "--runware-unknown-task",
                        "--runware-balance-as-number");
        assertThat(emulator.waitFor()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --port                 | --port needs a value
                    --port eight           | --port must be a number, got eight
                    --port 70000           | port must be 0 to 65535, got 70000
                    --generation-time soon | --generation-time must be a duration like 300ms, 2s or PT2S, got soon
                    --generation-time PT-1S | generationTime must be 0 to 1 day
                    --credits much         | --credits must be a number, got much
                    --only-key x           | onlyKey must be bfl_ and 35 letters or digits
                    --quotes yes           | --quotes must be on or off, got yes
                    --webhook-proof hmac   | --webhook-proof must be both or secret or signature or bare_signature or none, got hmac
                    --webhook-form task_id | --webhook-form must be new or old, got task_id
                    --runware-webhook-form array | --runware-webhook-form must be wrapped or flat, got array
                    --webhooks-anywhere yes | --webhooks-anywhere must be on or off, got yes
                    --webhook-times twice  | --webhook-times must be a number, got twice
                    --webhook-times 101    | webhookTimes must be 0 to 100, got 101
                    --webhook-times -1     | webhookTimes must be 0 to 100, got -1
                    --webhook-late soon    | --webhook-late must be a duration like 300ms, 2s or PT2S, got soon
                    --webhook-late PT25H   | webhookLate must be 0 to 1 day, got PT25H
                    --webhook-before-answer 1 | --webhook-before-answer must be on or off, got 1
                    --webhook-late 2s --webhook-before-answer on | webhookLate must be 0 where webhookBeforeAnswer is on, got PT2S
                    --webhook-before-answer on --webhook-late 2s | webhookLate must be 0 where webhookBeforeAnswer is on, got PT2S
                    --finetunes ,a         | finetunes must be ids that are not blank, got ""
                    --runware-balance -1   | runwareBalance must be 0 or more, got -1
                    --only-runware-key x   | onlyRunwareKey must be 32 letters or digits
                    --runware-unknown-task none | --runware-unknown-task must be empty or processing, got none
                    <number>               | unknown option <number>
                    """)
    void saysInOneLineWhatIsWrong(String args, String message) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(Main.start(List.of(args.split(" ")), new PrintStream(err))).isEmpty();
        assertThat(err.toString(UTF_8)).startsWith("flux-emulator: " + message).hasLineCount(1);
    }

    @Test
    void setsWhatTheOptionsSay() throws Exception {
        List<String> args = List.of("--finetunes", "mine,org/lora", "--quotes", "on", "--regional-polling", "on");
        try (FluxEmulator emulator = Main.start(args, System.err).orElseThrow()) {
            Client client = new Client(emulator);

            var answer = client.submit("flux-pro-1.1-ultra-finetuned", "{\"finetune_id\":\"org/lora\"}")
                    .json();
            assertThat(answer.get("cost").intValue()).isEqualTo(7);
            assertThat(answer.get("polling_url").textValue())
                    .startsWith(emulator.bflPollingUrl().toString());
        }
    }

    @Test
    void greetsWithACurlLineForRunwareThatGivesAPicture() throws Exception {
        Process emulator = run("--generation-time", "1ms", "--runware-balance", "0.06");
        try (BufferedReader out = new BufferedReader(new InputStreamReader(emulator.getInputStream(), UTF_8))) {
            String line = out.readLine();
            while (!line.startsWith("Runware API")) {
                line = out.readLine();
            }
            String url = line.replace("Runware API  ", "");
            String key = out.readLine().replace("key          ", "");
            out.readLine();
            String curl = out.readLine();
            assertThat(curl).startsWith("curl -s " + url + " -H 'Authorization: Bearer " + key + "'");
            String body = curl.substring(curl.indexOf('[')).replace("'", "");

            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .header("Authorization", "Bearer " + key)
                    .POST(BodyPublishers.ofString(body))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .contains("\"imageURL\":\"" + url.replace("/v1", "/image/"));
        } finally {
            emulator.destroy();
        }
    }

    @Test
    void readsDurationsAsPeopleWriteThem() {
        assertThat(Main.duration("300ms")).isEqualTo(Duration.ofMillis(300));
        assertThat(Main.duration("2s")).isEqualTo(Duration.ofSeconds(2));
        assertThat(Main.duration("1m")).isEqualTo(Duration.ofMinutes(1));
        assertThat(Main.duration("PT2S")).isEqualTo(Duration.ofSeconds(2));
        assertThatThrownBy(() -> Main.duration("2")).isInstanceOf(DateTimeParseException.class);
    }

    private static Process run(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }
}
