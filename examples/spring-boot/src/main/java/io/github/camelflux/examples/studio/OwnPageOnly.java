package io.github.camelflux.examples.studio;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps other sites from spending in the browser of whoever has the studio open.
 *
 * <p>A site can have its own name lead to this machine, and is the studio's own page then to a browser: so the name has to
 * be one of the studio's. And nothing may put the page into a frame and have it clicked.
 */
@Component
class OwnPageOnly extends OncePerRequestFilter {
    private final StudioProperties studio;

    OwnPageOnly(StudioProperties studio) {
        this.studio = studio;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!studio.hosts().contains(request.getServerName())) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        response.setHeader("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        chain.doFilter(request, response);
    }
}
