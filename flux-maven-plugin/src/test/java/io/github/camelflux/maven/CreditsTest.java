package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left on the accounts, of each that can be asked. */
class CreditsTest extends ForkedBuild {
    private static final String CREDITS =
            "io.github.camelflux:flux-maven-plugin:" + TestRepository.VERSION + ":credits";

    @Test
    void anAccountIsToldThoughTheOtherCannotBeReached() throws Exception {
        tellsOneOfTwo(maven);
    }

    @ParameterizedTest
    @MethodSource("versions")
    @Tag("full")
    void theSameOnEachMaven(String version) throws Exception {
        tellsOneOfTwo(ofVersion(version));
        tellsTheOtherOfTwo(ofVersion(version));
    }

    private void tellsOneOfTwo(ForkedMaven each) throws Exception {
        each.environment("RUNWARE_API_KEY", emulator().runwareApiKey());
        String unreachable = "http://127.0.0.1:" + closedPort();

        String output = each.run(directory, CREDITS, "-Dflux.runwareBaseUrl=" + unreachable)
                .failed()
                .output();
        assertThat(output)
                .contains("bfl: $10.00 left (key from environment variable BFL_API_KEY)")
                .contains("Not every account could be asked:")
                .contains("runware: The provider did not say what the account has left (no connection)");
    }

    private void tellsTheOtherOfTwo(ForkedMaven each) throws Exception {
        each.environment("RUNWARE_API_KEY", emulator().runwareApiKey());
        String unreachable = "http://127.0.0.1:" + closedPort();

        String output = each.run(
                        directory,
                        CREDITS,
                        "-Dflux.baseUrl=" + unreachable,
                        "-Dflux.runwareBaseUrl=" + emulator().runwareUrl())
                .failed()
                .output();
        assertThat(output).containsPattern("runware: \\$[0-9.]+ left").contains("Not every account could be asked:");
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
