package io.ringcast.daemon.metrics;

/** Texts of strangers as values in the log: quoted, on one line, and no longer than a line bears. */
public final class Quoted {

    private static final int MAX_LENGTH = 200;

    private Quoted() {}

    /** {@code text} in quotes; quotes in it become apostrophes, control characters question marks, and a long one is cut. */
    public static String of(String text) {
        return '"' + inside(text, MAX_LENGTH) + '"';
    }

    /** {@code text} as it may stand between quotes, cut behind {@code most} characters. */
    public static String inside(String text, int most) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), most) + 1);
        for (int i = 0; i < Math.min(text.length(), most); i++) {
            char c = text.charAt(i);
            clean.append(c == '"' ? '\'' : isHidden(c) ? '?' : c);
        }
        return clean.append(text.length() > most ? "…" : "").toString();
    }

    /** Whether {@code text} may stand as a value without quotes: it is one word. */
    public static boolean isWord(String text) {
        return !text.isEmpty()
                && text.chars().noneMatch(c -> c == '"' || Character.isWhitespace(c) || isHidden((char) c));
    }

    private static boolean isHidden(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
