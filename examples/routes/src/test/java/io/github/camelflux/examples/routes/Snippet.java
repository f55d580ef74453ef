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

    /** All blocks of a page. @param root what the page is named from */
    static List<Snippet> of(Path root, Path page) throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        List<String> block = null;
        String language = "";
        int number = 0;
        for (String line : Files.readAllLines(page)) {
            number++;
            boolean fence = line.strip().startsWith(FENCE);
            if (fence && block == null) {
                block = new ArrayList<>();
                language = line.strip().substring(FENCE.length()).strip();
            } else if (fence) {
                String text = String.join("\n", block).stripIndent();
                snippets.add(new Snippet(root.relativize(page), number - block.size(), language, text));
                block = null;
            } else if (block != null) {
                block.add(line);
            }
        }
        return snippets;
    }

    /**
     * Whether a file has this block as one piece, indented as it likes. Layout does not count at all where it means
     * nothing.
     */
    boolean isPieceOf(String file) {
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
