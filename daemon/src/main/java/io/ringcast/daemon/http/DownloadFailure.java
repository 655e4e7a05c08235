package io.ringcast.daemon.http;

/**
 * Why a download failed.
 *
 * @param kind the closed list that counters and decisions use
 * @param detail one line for people: value, expectation, remedy; never a secret
 */
public record DownloadFailure(Kind kind, String detail) {

    /** The closed list of reasons. */
    public enum Kind {
        /** The name did not resolve. */
        DNS,
        /** Connection refused, unreachable, or no answer within the connect timeout. */
        CONNECT,
        /** The TLS handshake failed, the certificate's check included. */
        TLS,
        /** The proxy refused or failed. */
        PROXY,
        /** No complete response head within the header timeout. */
        HEADER_TIMEOUT,
        /** The response is not HTTP, or its head is larger than allowed. */
        BAD_RESPONSE,
        /** Too many redirects, or a loop of them. */
        REDIRECT_LOOP,
        /** A redirect to something not allowed: another scheme, or https to http. */
        REDIRECT_REFUSED,
        /** It leads to a host, or a host to an address, where it may not go. */
        NOT_ALLOWED,
        /** The connection ended inside a body whose length was announced. */
        TRUNCATED,
        /** The connection was reset or failed otherwise. */
        RESET,
        /** A content coding that cannot be undone. */
        BAD_CODING
    }
}
