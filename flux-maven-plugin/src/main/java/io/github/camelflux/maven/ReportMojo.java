package io.github.camelflux.maven;

import java.io.File;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Writes a contact sheet: a page with each picture, its prompt, and what it was made with, when and for how much. It is one
 * file that can be opened anywhere, with small pictures inside that link to the full ones where they lie. In a run of several
 * modules the root's <code>target/flux/index.html</code> has all of them.
 */
@Mojo(name = "report", configurator = ImagesConfigurator.HINT, threadSafe = true)
public class ReportMojo extends ImagesMojo {
    private static final String REPORT = "flux/index.html";

    /**
     * Where the page is written.
     *
     * @since 1.0
     */
    @Parameter(property = "flux.reportFile", defaultValue = "${project.build.directory}/" + REPORT)
    private File reportFile;

    @Inject
    ReportMojo(MavenBuild build) {
        super(build);
    }

    @Override
    void run(List<DeclaredImage> declared, Workplace workplace) {
        Plan plan = plan(declared, workplace, only(), Wanted.UNSAID);
        ContactSheet sheet = new ContactSheet(workplace, plan, this::left);
        Path file = build.bounds().place("<reportFile>", "flux.reportFile", reportFile);
        write(sheet, file, workplace.lock().path(), build.name());
        Optional<MavenBuild.Root> root = build.root(REPORT);
        if (root.isPresent() && !root.get().file().equals(file)) {
            write(sheet, root.get().file(), workplace.lock().path(), root.get().name());
        }
    }

    private void write(ContactSheet sheet, Path file, Path lock, String title) {
        ReportPage.Written page = new ReportPage(title, file, build.shared("report"))
                .add(build.place() + " " + lock, sheet.section(build.name(), file));
        info("contact sheet of " + LogLine.images(page.images())
                + (page.modules() == 1 ? "" : " of " + page.modules() + " modules so far") + ": " + file);
    }

    /** What is left for small pictures in this run, after so much more of it was used. */
    private long left(long used) {
        Map<String, BigDecimal> all = build.shared("thumbnails");
        BigDecimal sum = all.merge("used", BigDecimal.valueOf(used), BigDecimal::add);
        return Math.max(0, ContactSheet.MOST - sum.longValue());
    }
}
