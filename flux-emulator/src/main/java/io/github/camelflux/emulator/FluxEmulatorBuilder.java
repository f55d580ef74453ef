package io.github.camelflux.emulator;

import io.github.camelflux.emulator.bfl.BflKey;
import io.github.camelflux.emulator.bfl.BflSettings;
import io.github.camelflux.emulator.bfl.BflWebhookForm;
import io.github.camelflux.emulator.bfl.BflWebhookProof;
import io.github.camelflux.emulator.provider.Terms;
import io.github.camelflux.emulator.runware.Acknowledgement;
import io.github.camelflux.emulator.runware.RunwareKey;
import io.github.camelflux.emulator.runware.RunwareSettings;
import io.github.camelflux.emulator.runware.RunwareWebhookForm;
import io.github.camelflux.emulator.runware.UnknownTask;
import io.github.camelflux.emulator.webhook.Manner;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the emulator is to behave; not safe for use by several threads. */
public final class FluxEmulatorBuilder {
    int port;
    private Duration generationTime = Duration.ofMillis(300);
    private int activeTaskLimit = 24;
    private BigDecimal credits = BigDecimal.valueOf(1000);
    int minimumImageBytes;
    boolean sketches;
    private Set<String> finetunes = new LinkedHashSet<>(List.of("my-finetune", "my-org/my-lora"));
    private boolean moderation = true;
    private boolean quotes;
    private boolean steps;
    boolean regionalPolling;
    boolean resignSamples = true;
    boolean webhooksAnywhere;
    private int webhookTimes = 1;
    private Duration webhookLate = Duration.ZERO;
    private boolean webhookBeforeAnswer;
    private BflWebhookForm bflWebhookForm = BflWebhookForm.NEW;
    private BflWebhookProof bflWebhookProof = BflWebhookProof.BOTH;
    private RunwareWebhookForm runwareWebhookForm = RunwareWebhookForm.WRAPPED;

    private int runwareActiveTaskLimit = 1000;
    private BigDecimal runwareBalance = BigDecimal.TEN;
    private Acknowledgement runwareAcknowledgement = Acknowledgement.PLAIN;
    private UnknownTask runwareUnknownTask = UnknownTask.EMPTY;
    private boolean runwareBalanceAsNumber;
    private @Nullable String onlyKey;
    private @Nullable String onlyRunwareKey;

    FluxEmulatorBuilder() {}

    /** The port to listen on; default 0, a free one. */
    public FluxEmulatorBuilder port(int number) {
        port = Argument.require(number >= 0 && number <= 65_535, number, "port", "0 to 65535");
        return this;
    }

    /** How long each task takes from its acceptance, unless its script says otherwise; default 300 ms, at most a day. */
    public FluxEmulatorBuilder generationTime(Duration time) {
        generationTime = Argument.requireUpToADay(time, "generationTime");
        return this;
    }

    /** How many tasks may run at once before a submit is answered 429; default 24, as the provider documents. */
    public FluxEmulatorBuilder activeTaskLimit(int tasks) {
        activeTaskLimit = Argument.require(tasks >= 0, tasks, "activeTaskLimit", "0 or more");
        return this;
    }

    /**
     * How many credits there are to spend before a submit is answered 402; default 1000. A picture costs 6
     * by ultra, 4 by pro and 7 by a finetune.
     */
    public FluxEmulatorBuilder credits(BigDecimal amount) {
        credits = Argument.require(amount.signum() >= 0, amount, "credits", "0 or more");
        return this;
    }

    /**
     * Pads each picture to at least this size with filler that decoders skip; default 0. Filler is streamed,
     * not held in memory.
     */
    public FluxEmulatorBuilder minimumImageBytes(int bytes) {
        minimumImageBytes = Argument.require(bytes >= 0, bytes, "minimumImageBytes", "0 or more");
        return this;
    }

    /**
     * Whether pictures are sketches: of the right format and size, with the prompt on them, in colours that go with
     * it, but without a scene. Default false. For suites that make many: an ultra picture takes a third of the time.
     */
    public FluxEmulatorBuilder sketches(boolean on) {
        sketches = on;
        return this;
    }

    /**
     * Accepts this key alone; default is every key of the provider's form, {@code bfl_} and 35 letters or
     * digits.
     */
    public FluxEmulatorBuilder onlyKey(String key) {
        Argument.require(
                BflKey.isWellFormed(key), key.length() + " characters", "onlyKey", "bfl_ and 35 letters or digits");
        onlyKey = key;
        return this;
    }

    /**
     * The ids of the finetunes that are ready, such as {@code my-finetune} or {@code org/lora}; any other is
     * answered 400. Default {@code my-finetune} and {@code my-org/my-lora}.
     */
    public FluxEmulatorBuilder finetunes(String... ids) {
        for (String id : ids) {
            Argument.require(!id.isBlank(), "\"" + id + "\"", "finetunes", "ids that are not blank");
        }
        finetunes = new LinkedHashSet<>(List.of(ids));
        return this;
    }

    /**
     * Whether prompts are moderated by the words that the README lists; default true. A {@link TaskScript} wins
     * over the prompt.
     */
    public FluxEmulatorBuilder moderation(boolean on) {
        moderation = on;
        return this;
    }

    /**
     * Whether the answer to a submit tells {@code cost}, {@code input_mp} and {@code output_mp}, as the document
     * allows; default false, as these models were seen to answer. The result tells its cost either way.
     */
    public FluxEmulatorBuilder quotes(boolean on) {
        quotes = on;
        return this;
    }

    /**
     * Whether a running task becomes {@code Reasoning} and {@code Generating} with its progress, as those of
     * newer models do; default false: it is {@code Pending} all the time.
     */
    public FluxEmulatorBuilder steps(boolean on) {
        steps = on;
        return this;
    }

    /**
     * Whether tasks are run by a region on another port, as the provider's regions have other hosts: {@code
     * polling_url} points there, and polling here answers 404; default false.
     */
    public FluxEmulatorBuilder regionalPolling(boolean on) {
        regionalPolling = on;
        return this;
    }

    /**
     * Whether polling a finished task again gives its picture another ten minutes at another address; default
     * true. If not, the first address stays the only one, and ends.
     */
    public FluxEmulatorBuilder resignSamples(boolean on) {
        resignSamples = on;
        return this;
    }

    /** Whether webhooks are called that are not on loopback; default false: they are refused and entered as refused. */
    public FluxEmulatorBuilder webhooksAnywhere(boolean on) {
        webhooksAnywhere = on;
        return this;
    }

    /**
     * How often each webhook is called though it was received, 0 for never; default 1. A {@link TaskScript} that says
     * anything of its webhook says all of it.
     */
    public FluxEmulatorBuilder webhookTimes(int times) {
        webhookTimes = Argument.require(times >= 0 && times <= 100, times, "webhookTimes", "0 to 100");
        return this;
    }

    /** How long after the end of its task a webhook is called, a day at most; default 0. */
    public FluxEmulatorBuilder webhookLate(Duration time) {
        webhookLate = Argument.requireUpToADay(time, "webhookLate");
        return this;
    }

    /** Whether a webhook is called before its submit is answered; default false. If so, each task ends at once. */
    public FluxEmulatorBuilder webhookBeforeAnswer(boolean on) {
        webhookBeforeAnswer = on;
        return this;
    }

    /** What BFL tells a webhook; default {@link BflWebhookForm#NEW}. */
    public FluxEmulatorBuilder bflWebhookForm(BflWebhookForm form) {
        bflWebhookForm = form;
        return this;
    }

    /** How BFL proves a webhook's call, if the submit has a {@code webhook_secret}; default {@link BflWebhookProof#BOTH}. */
    public FluxEmulatorBuilder bflWebhookProof(BflWebhookProof proof) {
        bflWebhookProof = proof;
        return this;
    }

    // ---- Runware

    /** What Runware tells a webhook; default {@link RunwareWebhookForm#WRAPPED}. */
    public FluxEmulatorBuilder runwareWebhookForm(RunwareWebhookForm form) {
        runwareWebhookForm = form;
        return this;
    }

    /** How many of Runware's tasks may run at once before a submit is answered 429; default 1000. */
    public FluxEmulatorBuilder runwareActiveTaskLimit(int tasks) {
        runwareActiveTaskLimit = Argument.require(tasks >= 0, tasks, "runwareActiveTaskLimit", "0 or more");
        return this;
    }

    /** How many US dollars there are to spend at Runware before a submit is answered 402; default 10. */
    public FluxEmulatorBuilder runwareBalance(BigDecimal dollars) {
        runwareBalance = Argument.require(dollars.signum() >= 0, dollars, "runwareBalance", "0 or more");
        return this;
    }

    /** Accepts this key alone at Runware; default is every key of the provider's form, 32 letters or digits. */
    public FluxEmulatorBuilder onlyRunwareKey(String key) {
        Argument.require(
                RunwareKey.isWellFormed(key), key.length() + " characters", "onlyRunwareKey", "32 letters or digits");
        onlyRunwareKey = key;
        return this;
    }

    /** How Runware answers an asynchronous submit; default {@link Acknowledgement#PLAIN}. */
    public FluxEmulatorBuilder runwareAcknowledgement(Acknowledgement form) {
        runwareAcknowledgement = form;
        return this;
    }

    /** How Runware answers a poll for a task that it does not know; default {@link UnknownTask#EMPTY}. */
    public FluxEmulatorBuilder runwareUnknownTask(UnknownTask form) {
        runwareUnknownTask = form;
        return this;
    }

    /** Whether Runware tells the balance as a number, not as an object with amount and currency; default false. */
    public FluxEmulatorBuilder runwareBalanceAsNumber(boolean on) {
        runwareBalanceAsNumber = on;
        return this;
    }

    // ---- for the emulator

    String apiKey() {
        return onlyKey == null ? BflKey.FOR_TESTS : onlyKey;
    }

    String runwareApiKey() {
        return onlyRunwareKey == null ? RunwareKey.FOR_TESTS : onlyRunwareKey;
    }

    Terms bflTerms() {
        return new Terms(EmulatedProvider.BFL.shortName, credits, activeTaskLimit, generationTime, webhooks());
    }

    /** In credits, which are cents. */
    Terms runwareTerms() {
        return new Terms(
                EmulatedProvider.RUNWARE.shortName,
                runwareBalance.movePointRight(2),
                runwareActiveTaskLimit,
                generationTime,
                webhooks());
    }

    private Manner webhooks() {
        Argument.require(
                webhookLate.isZero() || !webhookBeforeAnswer,
                webhookLate,
                "webhookLate",
                "0 where webhookBeforeAnswer is on");
        return new Manner(webhookTimes, webhookLate, webhookBeforeAnswer, false);
    }

    RunwareSettings runwareSettings() {
        return new RunwareSettings(
                onlyRunwareKey,
                moderation,
                runwareAcknowledgement,
                runwareUnknownTask,
                runwareBalanceAsNumber,
                runwareWebhookForm);
    }

    BflSettings bflSettings() {
        return new BflSettings(onlyKey, finetunes, moderation, quotes, steps, bflWebhookForm, bflWebhookProof);
    }

    /**
     * Starts an emulator, ready when this returns.
     *
     * @throws UncheckedIOException if the port is taken
     * @throws IllegalArgumentException if webhooks are to be called late, and before the answer
     */
    public FluxEmulator start() {
        return new FluxEmulator(this, InstantSource.system());
    }
}
