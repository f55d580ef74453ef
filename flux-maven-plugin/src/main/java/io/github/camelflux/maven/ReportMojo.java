package io.github.camelflux.maven;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Writes a contact sheet: a page with each picture, its prompt, and what it was made with, when and for how much. */
@Mojo(name = "report", threadSafe = true)
public class ReportMojo extends ImagesMojo {
    /**
     * Where the page is written.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.reportFile", defaultValue = "${project.build.directory}/flux/index.html")
    private File reportFile;

    @Inject
    ReportMojo(MavenBuild build) {
        super(build);
    }

    @Override
    void run(List<DeclaredImage> declared, Workplace workplace) {
        Plan plan = plan(declared, workplace, only(), Set.of());
        Path file = build.bounds().place("<reportFile>", "flux.reportFile", reportFile);
        String page = new ContactSheet(build.name(), workplace, file).page(plan);
        try {
            AtomicFile.write(file, page.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(reportFile + " could not be written: " + e, e);
        }
        info("contact sheet of " + plan.images().size() + " images: " + reportFile);
    }
}
