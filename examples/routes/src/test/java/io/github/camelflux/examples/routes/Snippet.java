package io.github.camelflux.examples.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A fenced block of a Markdown file.
 *
 * @param line the one below the fence, from 1
 * @param language what stands behind the fence; empty if nothing does
 */
record Snippet(Path page, int line, String language, String text) {
    private static final String FENCE = "```";

    /** All blocks of a page; one that nobody ends goes on to the page's end. @param root what the page is named from */
    static List<Snippet> of(Path root, Path page) throws IOException {
        List<String> lines = Files.readAllLines(page);
        List<Snippet> snippets = new ArrayList<>();
        for (int fence = next(lines, 0); fence < lines.size(); ) {
            int end = next(lines, fence + 1);
            String language = lines.get(fence).strip().substring(FENCE.length()).strip();
            String text = String.join("\n", lines.subList(fence + 1, end)).stripIndent();
            snippets.add(new Snippet(root.relativize(page), fence + 2, language, text));
            fence = next(lines, end + 1);
        }
        return snippets;
    }

    private static int next(List<String> lines, int from) {
        int line = from;
        while (line < lines.size() && !lines.get(line).strip().startsWith(FENCE)) {
            line++;
        }
        return line;
    }

    /**
     * Whether a file has this block as one piece, indented as it likes. Layout does not count at all where it means
     * nothing.
     */
    boolean isPieceOf(String file) {
        if (text.isBlank()) {
            return false;
        }
        return switch (language) {
            case "java", "xml", "json" -> withoutLayout(file).contains(withoutLayout(text));
            default -> hasLines(file.lines().toList(), text.lines().toList());
        };
    }

    private static String withoutLayout(String code) {
        return code.replaceAll("\\s", "");
    }

    private static boolean hasLines(List<String> file, List<String> piece) {
        for (int start = 0; start + piece.size() <= file.size(); start++) {
            String lines = String.join("\n", file.subList(start, start + piece.size()));
            if (lines.stripIndent().equals(String.join("\n", piece))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return page + ":" + line;
    }
}
