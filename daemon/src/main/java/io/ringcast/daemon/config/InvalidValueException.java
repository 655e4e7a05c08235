package io.ringcast.daemon.config;

/**
 * A text is not what it should be: carries the value, the expectation and, where there is one, the remedy. It has no stack trace, since
 * what is wrong is somebody's input and not the program.
 */
public final class InvalidValueException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_SHOWN = 100;

    private final String value;
    private final String expectation;

    /**
     * @param value what was given, without secrets; shortened and made printable here
     * @param expectation what would have been right, and what to do
     */
    public InvalidValueException(String value, String expectation) {
        super(printable(value) + " (expected: " + expectation + ")");
        this.value = printable(value);
        this.expectation = expectation;
    }

    /** As a problem says it. */
    InvalidValueException(Problem problem) {
        super(problem.message());
        this.value = "";
        this.expectation = problem.message();
    }

    /** What was given, printable. */
    public String value() {
        return value;
    }

    /** What would have been right. */
    public String expectation() {
        return expectation;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** At most {@value #LONGEST_SHOWN} characters, none of which moves a cursor or begins a log line. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < LONGEST_SHOWN; i++) {
            char c = text.charAt(i);
            boolean harmless = !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
            shown.append(harmless && c != '\u2028' && c != '\u2029' ? String.valueOf(c) : "\\u%04x".formatted((int) c));
        }
        return text.length() > LONGEST_SHOWN ? shown.append('…').toString() : shown.toString();
    }
}
