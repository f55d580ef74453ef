package io.github.camelflux.camel;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.GenericFileEndpoint;

/** The file component with another place for relative paths, so that a route can be tested as a page prints it. */
final class FilesIn extends FileComponent {
    private final Path folder;

    FilesIn(Path folder) {
        this.folder = folder;
    }

    @Override
    protected GenericFileEndpoint<File> buildFileEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        return super.buildFileEndpoint(uri, folder.resolve(remaining).toString(), parameters);
    }
}
