package io.github.camelflux.camel;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.slf4j.LoggerFactory;

/**
 * Has everything that is logged during the tests, by whomever and down to TRACE, looked through for leaks, and fails
 * the run if there is one. What is printed stays what it is.
 */
public final class LogRecorder implements LauncherSessionListener {
    private final LogLeaks leaks = LogLeaks.OF_ALL_TESTS;
    private final java.util.logging.Logger emulator =
            java.util.logging.Logger.getLogger("io.github.camelflux.emulator");

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        recordSlf4j();
        recordEmulator();
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        System.out.printf("[figure] log lines at TRACE that were looked through for secrets: %d%n", leaks.lines());
        if (!leaks.found().isEmpty()) {
            throw new AssertionError("Secrets or prompts were logged:%n    %s"
                    .formatted(String.join("%n    ".formatted(), leaks.found())));
        }
    }

    private void recordSlf4j() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Appender appender = new Appender(leaks);
        appender.setContext(context);
        appender.start();
        for (Logger logger : context.getLoggerList()) {
            // Below a logger that hands nothing on, the root's appenders hear nothing.
            if (!logger.isAdditive() || logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
                logger.setLevel(Level.TRACE);
                logger.addAppender(appender);
            }
        }
    }

    /** The emulator's alone: at this level the JDK's own client logs the addresses that it is given. */
    private void recordEmulator() {
        emulator.setLevel(java.util.logging.Level.ALL);
        emulator.addHandler(new JavaHandler(leaks));
    }

    private static final class Appender extends UnsynchronizedAppenderBase<ILoggingEvent> {
        private final LogLeaks leaks;

        Appender(LogLeaks leaks) {
            this.leaks = leaks;
        }

        /** The arguments apart from the message too: another layout could show them. */
        @Override
        protected void append(ILoggingEvent event) {
            String thrown =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            String line = event.getFormattedMessage() + " " + Arrays.deepToString(event.getArgumentArray()) + " "
                    + event.getMDCPropertyMap() + " " + thrown;
            leaks.check(
                    event.getLoggerName(),
                    org.slf4j.event.Level.valueOf(event.getLevel().toString()),
                    line);
        }
    }

    private static final class JavaHandler extends Handler {
        private final LogLeaks leaks;

        JavaHandler(LogLeaks leaks) {
            this.leaks = leaks;
        }

        @Override
        public void publish(LogRecord entry) {
            StringWriter line = new StringWriter();
            line.append(entry.getMessage()).append(' ').append(Arrays.deepToString(entry.getParameters()));
            if (entry.getThrown() != null) {
                entry.getThrown().printStackTrace(new PrintWriter(line, true));
            }
            leaks.check(String.valueOf(entry.getLoggerName()), org.slf4j.event.Level.INFO, line.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
