package io.ringcast.daemon.fanout;

/** Why a listener ended: the closed list of the end record, the metrics and the log. */
public enum EndReason {
    /** The peer closed its connection. */
    PEER_CLOSED("peer-closed"),
    /** The peer's connection was reset. */
    PEER_RESET("peer-reset"),
    /** The peer took nothing, or could not be reached, for so long that the kernel gave up. */
    PEER_TIMEOUT("peer-timeout"),
    /** It fell behind the tail and its policy, or the item that it played, allows no skip. */
    LAPPED("lapped"),
    /** It held the source back and took nothing for {@code wait-limit}. */
    WAIT_LIMIT("wait-limit"),
    /** The source delivered its last byte and the listener got it. */
    SOURCE_ENDED("source-ended"),
    /** What it was getting broke off before its end, and will not go on. */
    ORIGIN_FAILED("origin-failed"),
    /** It counts the offsets of one epoch, which another one has followed. */
    EPOCH_ENDED("epoch-ended"),
    /** It got all that it asked for: a range of bytes, a snapshot. */
    COMPLETE("complete"),
    /** It came for segments, and has asked for none for a while. */
    IDLE("idle"),
    /** Its leave to listen was good until then. */
    EXPIRED("expired"),
    /** Memory was short and it was among those that pinned most. */
    MEMORY("memory"),
    /** An operator ended it. */
    KICKED("kicked"),
    /** The daemon stops. */
    SHUTDOWN("shutdown"),
    /** Something in the daemon went wrong. */
    INTERNAL("internal");

    private final String word;

    EndReason(String word) {
        this.word = word;
    }

    /** The word for people and labels. */
    public String word() {
        return word;
    }
}
