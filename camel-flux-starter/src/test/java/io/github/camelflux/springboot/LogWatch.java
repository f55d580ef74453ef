package io.github.camelflux.springboot;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.slf4j.LoggerFactory;

/**
 * Looks for keys, signatures of addresses and the tests' prompt in everything that is logged during the tests, by
 * whomever and down to TRACE, and fails the run if there is one.
 */
public final class LogWatch implements LauncherSessionListener {
    private static final Pattern SECRET =
            Pattern.compile("bfl_[A-Za-z0-9]{35}|EMULATORxKEYx|[?&]sig=|" + Pattern.quote(TestApplication.PROMPT));

    /** Tomcat's, which would otherwise be printed. Held on to, since Java forgets loggers that nobody holds. */
    private static final java.util.logging.Logger TOMCAT = java.util.logging.Logger.getLogger("org.apache");

    private static final Map<String, String> LEAKS = new ConcurrentHashMap<>();
    private static final LongAdder LINES = new LongAdder();

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
        Appender appender = new Appender();
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.setLevel(Level.TRACE);
        root.addAppender(appender);
        TOMCAT.setLevel(java.util.logging.Level.OFF);
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        System.out.printf("[figure] log lines at TRACE that were looked through for secrets: %d%n", LINES.sum());
        if (!found().isEmpty()) {
            throw new AssertionError(
                    "Secrets or prompts were logged:%n    %s".formatted(String.join("%n    ".formatted(), found())));
        }
    }

    static long lines() {
        return LINES.sum();
    }

    static boolean leaks(String line) {
        return SECRET.matcher(line).find();
    }

    private static List<String> found() {
        return LEAKS.entrySet().stream()
                .map(leak -> leak.getKey() + ": " + leak.getValue())
                .toList();
    }

    private static final class Appender extends UnsynchronizedAppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            LINES.increment();
            String thrown =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            String line = event.getFormattedMessage() + " " + Arrays.deepToString(event.getArgumentArray()) + " "
                    + event.getMDCPropertyMap() + " " + thrown;
            if (leaks(line)) {
                LEAKS.putIfAbsent(event.getLoggerName(), line);
            }
        }
    }
}
