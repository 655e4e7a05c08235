package io.ringcast.client.cli;

import java.io.PrintWriter;

/**
 * How far something has come, on standard error: on a terminal one line that is written over, elsewhere nothing, or if it was asked for a line
 * now and then. Used by one thread.
 */
final class ProgressLine {

    private enum Form {
        NONE(Long.MAX_VALUE),
        WRITTEN_OVER(500_000_000L),
        LINES(10_000_000_000L);

        private final long everyNanos;

        Form(long everyNanos) {
            this.everyNanos = everyNanos;
        }
    }

    private static final String REST_OF_LINE = "\u001b[K";

    private final PrintWriter err;
    private final Form form;
    private long shownNanos;
    private boolean shown;

    private ProgressLine(PrintWriter err, Form form, long nowNanos) {
        this.err = err;
        this.form = form;
        this.shownNanos = nowNanos;
    }

    /** As the options say, on a terminal if there is one. */
    static ProgressLine of(PrintWriter err, ProgressOptions options, long nowNanos) {
        return options.quiet() || !Terminal.isStandardError()
                ? withoutTerminal(err, options, nowNanos)
                : new ProgressLine(err, Form.WRITTEN_OVER, nowNanos);
    }

    /** As the options say, where the terminal is somebody else's, or there is none. */
    static ProgressLine withoutTerminal(PrintWriter err, ProgressOptions options, long nowNanos) {
        return new ProgressLine(err, options.progress() && !options.quiet() ? Form.LINES : Form.NONE, nowNanos);
    }

    /** Whether it is ever shown. */
    boolean isShown() {
        return form != Form.NONE;
    }

    /** Whether it is time for another one. */
    boolean isDue(long nowNanos) {
        return isShown() && nowNanos - shownNanos >= form.everyNanos;
    }

    void show(String text, long nowNanos) {
        if (form == Form.WRITTEN_OVER) {
            err.print("\r" + text + REST_OF_LINE);
            err.flush();
            shown = true;
        } else {
            err.println(text);
        }
        shownNanos = nowNanos;
    }

    /** Leaves it, so that something else can be said below it. */
    void end() {
        if (shown) {
            err.println();
            shown = false;
        }
    }

    /** Takes it away. */
    void erase() {
        if (shown) {
            err.print("\r" + REST_OF_LINE);
            err.flush();
            shown = false;
        }
    }
}
