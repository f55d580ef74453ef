package io.github.camelflux.examples.rest;

import io.github.camelflux.FluxException;
import io.github.camelflux.FluxException.InvalidRequest;
import io.github.camelflux.FluxException.Moderated;
import io.github.camelflux.FluxException.NotSent;
import io.github.camelflux.FluxException.Refused;
import io.github.camelflux.FluxException.Throttled;
import io.github.camelflux.FluxException.TimedOut;
import io.github.camelflux.RequestFault;
import io.github.camelflux.Ticket;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What a client can do about each failure, as a status and a sentence. */
@RestControllerAdvice
class Problems {
    private static final Duration A_WHILE = Duration.ofSeconds(30);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(FluxException failure) {
        HttpStatus status = status(failure);
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, failure.getMessage());
        problem.setProperty("kind", failure.getClass().getSimpleName());
        if (failure instanceof InvalidRequest wrong && !wrong.faults().isEmpty()) {
            problem.setProperty(
                    "faults",
                    wrong.faults().stream().map(RequestFault::describe).toList());
        }
        HttpHeaders headers = new HttpHeaders();
        if (failure instanceof Throttled throttled) {
            headers.set(HttpHeaders.RETRY_AFTER, seconds(throttled.retryAfter().orElse(A_WHILE)));
        } else if (failure instanceof NotSent) {
            headers.set(HttpHeaders.RETRY_AFTER, seconds(A_WHILE));
        } else if (failure instanceof TimedOut) {
            // The task goes on: its image can be had there.
            failure.ticket().map(Ticket::toText).map(OrderAddress::of).ifPresent(headers::setLocation);
        }
        return ResponseEntity.status(status).headers(headers).body(problem);
    }

    static HttpStatus status(FluxException failure) {
        if (failure instanceof InvalidRequest) {
            return HttpStatus.BAD_REQUEST;
        }
        if (failure instanceof Refused refused) {
            return switch (refused.reason()) {
                case CREDITS, BUDGET -> HttpStatus.PAYMENT_REQUIRED;
                case KEY, PERMISSION -> HttpStatus.FORBIDDEN;
                case ELSEWHERE -> HttpStatus.CONFLICT;
            };
        }
        if (failure instanceof Moderated) {
            return HttpStatus.valueOf(422);
        }
        if (failure instanceof Throttled) {
            return HttpStatus.TOO_MANY_REQUESTS;
        }
        if (failure instanceof NotSent) {
            return HttpStatus.SERVICE_UNAVAILABLE;
        }
        // GenerationFailed, Untrusted and InDoubt: nothing that the client could change, and the last may have been
        // charged.
        return failure instanceof TimedOut ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.BAD_GATEWAY;
    }

    /** Whole ones, and not too early. */
    private static String seconds(Duration wait) {
        return String.valueOf(wait.plusMillis(999).toSeconds());
    }
}
