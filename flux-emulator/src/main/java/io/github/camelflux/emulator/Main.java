package io.github.camelflux.emulator;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the emulator from the command line until it is ended. */
final class Main {
    private static final int USAGE_ERROR = 2;
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");
    private static final String HELP = """
            The FLUX API of Black Forest Labs on localhost: pictures and a ledger, no key and no bill.

            java -jar flux-emulator-standalone.jar [options]

              --port <number>               where to listen on 127.0.0.1; 0 for a free port (default 0)
              --generation-time <duration>  how long each task takes: 300ms, 2s, PT2S (default 300ms)
              --active-task-limit <number>  tasks at once before a submit is answered 429 (default 24)
              --credits <number>            to spend before a submit is answered 402 (default 1000)
              --minimum-image-bytes <n>     pads pictures to at least this size (default 0)
              --only-key <key>              the one key to accept (default: any of the provider's form)
              --help                        this text
            """;

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

    private static FluxEmulator.Builder parse(List<String> args) {
        FluxEmulator.Builder settings = FluxEmulator.builder();
        for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            if (!HELP.contains("  " + option + " <")) {
                throw new IllegalArgumentException("unknown option " + option + "; --help lists them");
            }
            if (!rest.hasNext()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            set(settings, option, rest.next());
        }
        return settings;
    }

    private static void set(FluxEmulator.Builder settings, String option, String value) {
        try {
            switch (option) {
                case "--port" -> settings.port(Integer.parseInt(value));
                case "--generation-time" -> settings.generationTime(duration(value));
                case "--active-task-limit" -> settings.activeTaskLimit(Integer.parseInt(value));
                case "--credits" -> settings.credits(new BigDecimal(value));
                case "--minimum-image-bytes" -> settings.minimumImageBytes(Integer.parseInt(value));
                default -> settings.onlyKey(value);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " must be a number, got " + value, e);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(option + " must be a duration like 300ms, 2s or PT2S, got " + value, e);
        }
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
        out.printf("BFL API  %s%nkey      %s%n%n", emulator.bflUrl(), emulator.apiKey());
        out.printf(
                "curl -s %s/v1/flux-pro-1.1-ultra -H 'x-key: %s' -H 'Content-Type: application/json' -d '{\"prompt\":\"a lighthouse at dusk\"}'%n",
                emulator.bflUrl(), emulator.apiKey());
        out.println("# then GET the polling_url in its answer until it is Ready, and fetch the result.sample");
        out.flush();
    }
}
