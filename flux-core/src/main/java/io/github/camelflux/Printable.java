package io.github.camelflux;

/** Foreign text made fit for a message or a log: one line, no control or invisible characters, and not long. */
public final class Printable {
    private static final int LONGEST = 200;

    private Printable() {}

    /** Replaces what could break a line or change how a terminal shows it by spaces, and cuts after 200 characters. */
    public static String of(String foreign) {
        return of(foreign, LONGEST);
    }

    /** What a failure says, without what futures have put around it and without its causes, which can name a database. */
    public static String of(Throwable failure) {
        return of(String.valueOf(FluxException.causeOf(failure)));
    }

    /** The same for a text that is worth more characters than others. */
    public static String of(String foreign, int longest) {
        String cut = foreign.length() > longest ? foreign.substring(0, longest) + "..." : foreign;
        StringBuilder printable = new StringBuilder(cut.length());
        cut.codePoints().forEach(c -> printable.appendCodePoint(isHarmless(c) ? c : ' '));
        return printable.toString();
    }

    /** An address as somebody wrote it, without its user info and what follows the path: either can be a secret. */
    public static String address(String written) {
        return of(written.replaceFirst("(?s)[?#].*", "").replaceFirst("(?s)//.*@", "//...@"));
    }

    /** Whether a character can break no line and change nothing of how the others are shown. */
    static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
