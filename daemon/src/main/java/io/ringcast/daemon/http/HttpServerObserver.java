package io.ringcast.daemon.http;

/** Told of what the server turns away. Called on the event loops. */
@FunctionalInterface
public interface HttpServerObserver {

    /** Counts nothing. */
    HttpServerObserver NONE = refusal -> {};

    /** The closed list of reasons. */
    enum Refusal {
        /** More connections than allowed. */
        CONNECTIONS,
        /** No handshake of TLS where one has to be. */
        TLS,
        /** Not HTTP, or HTTP that we do not accept. */
        BAD_REQUEST,
        /** No whole request in time. */
        REQUEST_TIMEOUT,
        /** The {@link HostGuard} said no. */
        HOST
    }

    /** A connection or request was turned away. */
    void onRefused(Refusal reason);
}
