package io.github.camelflux.examples.studio;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/** Says in two sentences what is a page of stack traces otherwise: mostly that the studio is running already. */
class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<CannotGetJdbcConnectionException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, CannotGetJdbcConnectionException cause) {
        return new FailureAnalysis(
                "The studio's database cannot be opened: "
                        + NestedExceptionUtils.getMostSpecificCause(cause).getMessage(),
                "If a studio runs on this directory already, use that one, or end it. Another directory is given by"
                        + " --studio.directory, as an absolute path or one that begins with ./",
                cause);
    }
}
