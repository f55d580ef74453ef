package io.github.camelflux.emulator;

import static java.util.Map.entry;

import io.github.camelflux.emulator.bfl.BflWebhookForm;
import io.github.camelflux.emulator.bfl.BflWebhookProof;
import io.github.camelflux.emulator.runware.Acknowledgement;
import io.github.camelflux.emulator.runware.RunwareWebhookForm;
import io.github.camelflux.emulator.runware.UnknownTask;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs the emulator from the command line until it is ended. */
final class Main {
    private static final int USAGE_ERROR = 2;
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");
    private static final String HELP = """
            The FLUX APIs of Black Forest Labs and of Runware on localhost: no key and no bill.

            java -jar flux-emulator-standalone.jar [options]

              --port <number>               where to listen on 127.0.0.1; 0 for a free port (default 0)
              --generation-time <duration>  how long each task takes: 300ms, 2s, PT2S (default 300ms)
              --minimum-image-bytes <n>     pads pictures to at least this size (default 0)
              --sketches <on|off>           whether pictures are quickly drawn, without a scene (default off)
              --moderation <on|off>         whether some words in a prompt are refused (default on)
              --webhooks-anywhere <on|off>  whether webhooks that are not on loopback are called (default off)
              --webhook-times <number>      how often each is called though it was received; 0 for never (default 1)
              --webhook-late <duration>     how long after the end of its task (default 0s)
              --webhook-before-answer <on|off>
                                            whether before its submit is answered; tasks end at once then (default off)

            Black Forest Labs:
              --active-task-limit <number>  tasks at once before a submit is answered 429 (default 24)
              --credits <number>            to spend before a submit is answered 402 (default 1000)
              --only-key <key>              the one key to accept (default: any of the provider's form)
              --finetunes <ids>             those that are ready, with commas between (default my-finetune,my-org/my-lora)
              --quotes <on|off>             whether submits are answered with their cost (default off)
              --steps <on|off>              whether tasks are Reasoning and Generating in between (default off)
              --regional-polling <on|off>   whether tasks are polled on a port of their own (default off)
              --resign-samples <on|off>     whether a poll gives a picture a fresh address (default on)
              --webhook-form <new|old>      what a webhook is told: id and Ready, or task_id and SUCCESS (default new)
              --webhook-proof <both|secret|signature|bare_signature|none>
                                            how its calls are proved, where the submit has a secret (default both)

            Runware:
              --runware-active-task-limit <number>  tasks at once before a submit is answered 429 (default 1000)
              --runware-balance <dollars>           to spend before a submit is answered 402 (default 10)
              --only-runware-key <key>              the one key to accept (default: any of the provider's form)
              --runware-acknowledgement <plain|processing|empty>
                                            how an asynchronous submit is answered (default plain)
              --runware-unknown-task <empty|processing>
                                            how a poll for an unknown task is answered (default empty)
              --runware-balance-as-number <on|off>  whether the balance has no currency (default off)
              --runware-webhook-form <wrapped|flat> what a webhook is told: as a poll is answered, or the element alone
                                            (default wrapped)
            """;

    private static final Map<String, BiConsumer<FluxEmulatorBuilder, String>> OPTIONS = Map.ofEntries(
            entry("--port", (settings, value) -> settings.port(Integer.parseInt(value))),
            entry("--generation-time", (settings, value) -> settings.generationTime(duration(value))),
            entry("--active-task-limit", (settings, value) -> settings.activeTaskLimit(Integer.parseInt(value))),
            entry("--credits", (settings, value) -> settings.credits(new BigDecimal(value))),
            entry("--minimum-image-bytes", (settings, value) -> settings.minimumImageBytes(Integer.parseInt(value))),
            entry("--only-key", FluxEmulatorBuilder::onlyKey),
            entry("--finetunes", (settings, value) -> settings.finetunes(value.split(","))),
            entry(
                    "--runware-active-task-limit",
                    (settings, value) -> settings.runwareActiveTaskLimit(Integer.parseInt(value))),
            entry("--runware-balance", (settings, value) -> settings.runwareBalance(new BigDecimal(value))),
            entry("--only-runware-key", FluxEmulatorBuilder::onlyRunwareKey),
            choice("--runware-acknowledgement", Acknowledgement.values(), FluxEmulatorBuilder::runwareAcknowledgement),
            choice("--runware-unknown-task", UnknownTask.values(), FluxEmulatorBuilder::runwareUnknownTask),
            choice("--webhook-form", BflWebhookForm.values(), FluxEmulatorBuilder::bflWebhookForm),
            choice("--webhook-proof", BflWebhookProof.values(), FluxEmulatorBuilder::bflWebhookProof),
            choice("--runware-webhook-form", RunwareWebhookForm.values(), FluxEmulatorBuilder::runwareWebhookForm),
            toggle("--webhooks-anywhere", FluxEmulatorBuilder::webhooksAnywhere),
            entry("--webhook-times", (settings, value) -> settings.webhookTimes(Integer.parseInt(value))),
            entry("--webhook-late", (settings, value) -> settings.webhookLate(duration(value))),
            toggle("--webhook-before-answer", FluxEmulatorBuilder::webhookBeforeAnswer),
            toggle("--runware-balance-as-number", FluxEmulatorBuilder::runwareBalanceAsNumber),
            toggle("--sketches", FluxEmulatorBuilder::sketches),
            toggle("--moderation", FluxEmulatorBuilder::moderation),
            toggle("--quotes", FluxEmulatorBuilder::quotes),
            toggle("--steps", FluxEmulatorBuilder::steps),
            toggle("--regional-polling", FluxEmulatorBuilder::regionalPolling),
            toggle("--resign-samples", FluxEmulatorBuilder::resignSamples));

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        if (List.of(args).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        Optional<FluxEmulator> emulator = start(List.of(args), System.err);
        if (emulator.isEmpty()) {
            System.exit(USAGE_ERROR);
        }
        greet(emulator.get(), System.out);
        Thread.currentThread().join(); // with itself, that is: until the process is ended
    }

    /** Empty if the arguments are no good; {@code err} then has one line that says why. */
    static Optional<FluxEmulator> start(List<String> args, PrintStream err) {
        try {
            return Optional.of(parse(args).start());
        } catch (IllegalArgumentException | UncheckedIOException e) {
            err.println("flux-emulator: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static FluxEmulatorBuilder parse(List<String> args) {
        FluxEmulatorBuilder settings = FluxEmulator.builder();
        for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            if (!OPTIONS.containsKey(option)) {
                throw new IllegalArgumentException("unknown option " + option + "; --help lists them");
            }
            if (!rest.hasNext()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            set(settings, option, rest.next());
        }
        return settings;
    }

    private static void set(FluxEmulatorBuilder settings, String option, String value) {
        try {
            OPTIONS.get(option).accept(settings, value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " must be a number, got " + value, e);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(option + " must be a duration like 300ms, 2s or PT2S, got " + value, e);
        }
    }

    private static Entry<String, BiConsumer<FluxEmulatorBuilder, String>> toggle(
            String option, BiConsumer<FluxEmulatorBuilder, Boolean> setting) {
        return entry(option, (settings, value) -> setting.accept(settings, isOn(option, value)));
    }

    private static <E extends Enum<E>> Entry<String, BiConsumer<FluxEmulatorBuilder, String>> choice(
            String option, E[] known, BiConsumer<FluxEmulatorBuilder, E> setting) {
        List<String> words = Stream.of(known)
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
        return entry(option, (settings, value) -> {
            if (!words.contains(value)) {
                throw new IllegalArgumentException(
                        option + " must be " + String.join(" or ", words) + ", got " + value);
            }
            setting.accept(settings, known[words.indexOf(value)]);
        });
    }

    private static boolean isOn(String option, String value) {
        if (!value.equals("on") && !value.equals("off")) {
            throw new IllegalArgumentException(option + " must be on or off, got " + value);
        }
        return value.equals("on");
    }

    static Duration duration(String text) {
        Matcher matcher = SHORT_DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Duration.parse(text);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }

    private static void greet(FluxEmulator emulator, PrintStream out) {
        out.printf("BFL API  %s%nkey      %s%n", emulator.bflUrl(), emulator.apiKey());
        if (!emulator.bflPollingUrl().equals(emulator.bflUrl())) {
            out.printf("region   %s%n", emulator.bflPollingUrl());
        }
        out.println();
        out.printf(
                "curl -s %s/v1/flux-pro-1.1-ultra -H 'x-key: %s' -H 'Content-Type: application/json' -d '{\"prompt\":\"a lighthouse at dusk\"}'%n",
                emulator.bflUrl(), emulator.apiKey());
        out.println("# then GET the polling_url in its answer until it is Ready, and fetch the result.sample");
        out.println();
        out.printf("Runware API  %s%nkey          %s%n%n", emulator.runwareUrl(), emulator.runwareApiKey());
        out.printf(
                "curl -s %s -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '[{\"taskType\":\"imageInference\",\"taskUUID\":\"%s\",\"model\":\"bfl:2@2\",\"positivePrompt\":\"a lighthouse at dusk\",\"width\":2752,\"height\":1536}]'%n",
                emulator.runwareUrl(), emulator.runwareApiKey(), UUID.randomUUID());
        out.println("# then fetch the imageURL in its answer; each task needs a taskUUID of its own");
        out.flush();
    }
}
