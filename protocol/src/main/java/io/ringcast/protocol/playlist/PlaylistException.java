package io.ringcast.protocol.playlist;

/** What came is no playlist that can be played; the message says what it is, what was expected and what helps. */
public final class PlaylistException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String detail;

    PlaylistException(String detail) {
        // The fault lies in what came and not in our code: a stack trace would say nothing.
        super(detail, null, false, false);
        this.detail = detail;
    }

    /** What it is, what was expected and what helps. */
    public String detail() {
        return detail;
    }
}
