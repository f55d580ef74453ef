package io.github.camelflux.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file with all modules that write to it. */
class ReportPageTest {
    @TempDir
    Path directory;

    private final Map<String, List<String>> shared = new HashMap<>();

    private static ReportSection section(String module, int images, String dollars) {
        return new ReportSection(module, images, new BigDecimal(dollars), "<article>of " + module + "</article>\n");
    }

    @Test
    void hasASectionForEachModuleInTheirOrder() throws IOException {
        Path file = directory.resolve("target/flux/index.html");
        new ReportPage("All", file, shared).add("00002", section("mail <b>", 1, "0.06"));

        ReportPage.Written written = new ReportPage("All", file, shared).add("00001", section("site", 2, "0.08"));

        assertThat(written).isEqualTo(new ReportPage.Written(3, 2));
        assertThat(Files.readString(file))
                .containsSubsequence(
                        "<h1>All</h1><p>3 images, made for $0.14 in all</p>",
                        "<h2>site <small>2 images, made for $0.08</small>",
                        "of site",
                        "<h2>mail &lt;b&gt; <small>1 image, made for $0.06</small>",
                        "of mail");
    }

    @Test
    void keepsThePagesOfSeveralPlacesApartAndNeedsNoHeadingForOneModule() throws IOException {
        new ReportPage("Site", directory.resolve("site.html"), shared).add("1", section("site", 2, "0.08"));
        new ReportPage("Mail", directory.resolve("mail.html"), shared).add("2", section("mail", 1, "0.06"));

        assertThat(Files.readString(directory.resolve("mail.html")))
                .contains("of mail")
                .doesNotContain("of site", "<h2>");
    }

    /** It is sent and kept: what it would load from elsewhere is missing then. */
    @Test
    void loadsNothing() throws IOException {
        Path file = directory.resolve("index.html");
        new ReportPage("Site", file, shared).add("1", section("site", 2, "0.08"));

        assertThat(Files.readString(file))
                .contains("content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"")
                .doesNotContainPattern("<(script|link|iframe)|@import|url\\(|src=\"(?!data:)");
    }
}
