package io.ringcast.protocol.mpegts;

/** What a {@link JoinDetector} makes of a packet. */
public enum JoinSign {

    /** A decoder cannot start here, as far as can be seen. */
    NONE,

    /** A decoder can start at this packet. */
    HERE,

    /** An access unit begins in this packet that does not show yet what it is; one of the next packets of the stream may say {@link #THERE}. */
    PERHAPS,

    /** A decoder can start at the packet that was the last {@link #PERHAPS}. */
    THERE
}
