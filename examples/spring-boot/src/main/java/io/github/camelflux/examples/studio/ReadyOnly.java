package io.github.camelflux.examples.studio;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers in place of the studio while its routes are not started yet, or are being stopped: the web server takes requests
 * earlier and later than they do, and would say that there is no such address.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class ReadyOnly extends OncePerRequestFilter {
    private static final Trouble STARTING =
            new Trouble("The studio is starting", "It took nothing this time. Ask again in a few seconds.");
    private static final Trouble STOPPING =
            new Trouble("The studio is stopping", "It took nothing this time. Start it again, and ask then.");

    private final ObjectMapper json;
    private volatile Trouble reason = STARTING;
    private volatile boolean ready;

    ReadyOnly(ObjectMapper json) {
        this.json = json;
    }

    @EventListener(ApplicationReadyEvent.class)
    void open() {
        ready = true;
    }

    @EventListener(ContextClosedEvent.class)
    void close() {
        reason = STOPPING;
        ready = false;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return ready || !request.getServletPath().startsWith("/api");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader(HttpHeaders.RETRY_AFTER, "2");
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        json.writeValue(response.getWriter(), reason);
    }
}
