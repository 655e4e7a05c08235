package io.ringcast.daemon.fanout;

/** Why somebody who wanted to listen was not let in: the closed list of {@code ringcast_refusals_total}. */
public enum Refusal {
    /** No byte to start with came within {@code join-wait}. */
    NO_DATA("no-data"),
    /** The stream can be played from its beginning only, which has left the ring. */
    BEGINNING_GONE("beginning-gone"),
    /** Memory is short. */
    MEMORY("memory"),
    /** The output has as many listeners as it may. */
    FULL("full"),
    /** It did not shake hands where TLS has to be. */
    TLS("tls"),
    /** Its address is not allowed. */
    NOT_ALLOWED("not-allowed"),
    /** The source is for those with a signed URL or a token, and the request has neither. */
    UNSIGNED("unsigned"),
    /** The signature is of another source, another expiry, another network or another key. */
    SIGNATURE_WRONG("signature-wrong"),
    /** The signature was good until a moment that has passed. */
    SIGNATURE_EXPIRED("signature-expired"),
    /** The signature is good for another network than the client's. */
    SIGNATURE_NETWORK("signature-network"),
    /** The token is none of the source's. */
    TOKEN_WRONG("token-wrong"),
    /** What it wants to have fetched is nothing that may be. */
    TARGET_NOT_ALLOWED("target-not-allowed"),
    /** What it wants to have fetched could not be had. */
    ORIGIN_FAILED("origin-failed"),
    /** The daemon stops. */
    SHUTDOWN("shutdown");

    private final String word;

    Refusal(String word) {
        this.word = word;
    }

    /** The word for people and labels. */
    public String word() {
        return word;
    }
}
