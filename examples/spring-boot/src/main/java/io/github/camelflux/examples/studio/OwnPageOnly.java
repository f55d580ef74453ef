package io.github.camelflux.examples.studio;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps other sites from spending in the browser of whoever has the studio open, and anybody from filling its memory.
 *
 * <p>A site can have its own name lead to this machine, and is the studio's own page then to a browser: so the name has to
 * be one of the studio's. It can send what a browser sends without asking first: so what a browser says of where a request
 * is from has to be the studio's own page, another port of this machine not being it. And nothing may put the page into a
 * frame and have it clicked.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class OwnPageOnly extends OncePerRequestFilter {
    /** No order needs as much, and what is larger is not even read. */
    static final int LARGEST_BODY = 128 * 1024;

    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "DELETE", "OPTIONS");

    private final StudioProperties studio;

    OwnPageOnly(StudioProperties studio) {
        this.studio = studio;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean isOpen = READING.contains(request.getMethod())
                && !request.getServletPath().startsWith("/api");
        if (!studio.hosts().contains(request.getServerName()) || (!isOpen && isFromElsewhere(request))) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        if (request.getContentLengthLong() > LARGEST_BODY) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        boolean saysHowLong = request.getContentLengthLong() >= 0 || WITHOUT_BODY.contains(request.getMethod());
        if (!saysHowLong || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
            // That would be known only when it has been read.
            response.sendError(HttpServletResponse.SC_LENGTH_REQUIRED);
            return;
        }
        response.setHeader("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        chain.doFilter(request, response);
    }

    /** A program that is no browser says neither, and no site can make it send anything. */
    private static boolean isFromElsewhere(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        // What somebody has typed or opened is from no site, and orders nothing.
        boolean isOurs = site == null
                || site.equals("same-origin")
                || (site.equals("none") && READING.contains(request.getMethod()));
        return !isOurs || !isOwn(request.getHeader(HttpHeaders.ORIGIN), request.getHeader(HttpHeaders.HOST));
    }

    /** The scheme can be another one before a proxy than behind it. */
    private static boolean isOwn(@Nullable String origin, @Nullable String host) {
        return origin == null || origin.equals("http://" + host) || origin.equals("https://" + host);
    }
}
