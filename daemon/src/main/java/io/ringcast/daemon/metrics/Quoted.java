package io.ringcast.daemon.metrics;

/** Texts of strangers as values in the log: quoted, on one line, and no longer than a line bears. */
final class Quoted {

    private static final int MAX_LENGTH = 200;

    private Quoted() {}

    /** {@code text} in quotes; quotes in it become apostrophes, control characters question marks, and a long one is cut. */
    static String of(String text) {
        StringBuilder quoted = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 3).append('"');
        for (int i = 0; i < Math.min(text.length(), MAX_LENGTH); i++) {
            char c = text.charAt(i);
            quoted.append(
                    c == '"' ? '\'' : Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c);
        }
        return quoted.append(text.length() > MAX_LENGTH ? "…\"" : "\"").toString();
    }
}
