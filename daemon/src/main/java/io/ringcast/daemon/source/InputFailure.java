package io.ringcast.daemon.source;

import java.util.Locale;

/**
 * Why an input was lost.
 *
 * @param reason the closed list that counters and decisions use
 * @param detail one line for people: value, expectation, remedy; never a secret
 * @param lasting whether it will most likely be the same a moment later (a 404, a wrong type), so that it is retried slowly at once
 */
public record InputFailure(Reason reason, String detail, boolean lasting) {

    /** The closed list of reasons; {@link #word()} is the label of {@code ringcast_input_failures_total}. */
    public enum Reason {
        /** The name did not resolve. */
        DNS,
        /** Connection refused, unreachable, or no answer in time. */
        CONNECT,
        /** The TLS handshake failed, the certificate's check included. */
        TLS,
        /** The proxy refused or failed. */
        PROXY,
        /** Its account has as many connections as it may have, in this source or others. */
        CONNECTIONS,
        /** Connected, but no complete answer in time. */
        HEADER_TIMEOUT,
        /** The answer is not of the protocol, or contradicts what was asked. */
        BAD_RESPONSE,
        /** Too many redirects, or a loop of them. */
        REDIRECT_LOOP,
        /** A redirect to where it may not go. */
        REDIRECT_REFUSED,
        /** It leads to a host or an address that may not be asked. */
        NOT_ALLOWED,
        /** The origin says that the fault is ours: not found, not authorised, gone. */
        HTTP_4XX,
        /** The origin says that the fault is its own. */
        HTTP_5XX,
        /** A status that carries no stream. */
        HTTP_STATUS,
        /** What came is text, a web page or something else that is not media. */
        CONTENT_TYPE,
        /** What came is a playlist. */
        PLAYLIST,
        /** A live playlist has not changed for several times its target duration. */
        STALE,
        /** Its bytes come from this daemon itself. */
        LOOP,
        /** What is there now is not what was begun. */
        CHANGED,
        /** It ended without a single byte. */
        EMPTY,
        /** The connection ended inside a body whose length was announced. */
        TRUNCATED,
        /** The connection was reset or failed otherwise. */
        RESET,
        /** A live stream was closed by its origin. */
        CLOSED,
        /** A content coding that cannot be undone. */
        BAD_CODING,
        /** A file is not there, or cannot be read. */
        FILE,
        /** Nobody publishes, or who did has left. */
        NO_PUBLISHER,
        /** Connected, but no bytes for as long as {@code stall} allows. */
        STALLED,
        /** It delivers, but less than {@code min-rate} asks for. */
        LOW_RATE,
        /** It delivers MPEG-TS with more errors than {@code max-errors} allows. */
        TS_ERRORS,
        /** It delivers, but no picture, which {@code require} asks for. */
        NO_PICTURE,
        /** It delivers, but no sound, which {@code require} asks for. */
        NO_SOUND,
        /** It delivers another format than listeners have, and {@code format} is {@code same}. */
        WRONG_FORMAT,
        /** Listening, but nothing has come yet. */
        SILENT,
        /** A child process could not be started. */
        CHILD_START,
        /** A child process ended, and not as an end. */
        CHILD_EXIT,
        /** Behind a page there is nothing that can be played, or nobody could find out. */
        UNRESOLVED,
        /** The filter behind the input ended before the input did, or could not be started. */
        FILTER,
        /** The input's own code failed. */
        INTERNAL;

        private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** The reason as metrics, logs and the API write it, for example {@code http-4xx}. */
        public String word() {
            return word;
        }
    }

    /** A failure that may be gone a moment later. */
    public static InputFailure passing(Reason reason, String detail) {
        return new InputFailure(reason, detail, false);
    }

    /** A failure that will most likely be the same a moment later. */
    public static InputFailure lasting(Reason reason, String detail) {
        return new InputFailure(reason, detail, true);
    }
}
