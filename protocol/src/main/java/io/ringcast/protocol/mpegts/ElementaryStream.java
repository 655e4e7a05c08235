package io.ringcast.protocol.mpegts;

/**
 * One stream of a program as its program map table lists it.
 *
 * @param pid where its packets are
 * @param streamType stream_type (ISO/IEC 13818-1, Table 2-34)
 * @param codec what it is coded in, by stream type and, for private data, by descriptors
 * @param language three letters of ISO 639-2 as its descriptor has them, {@code ""} when there is none
 */
public record ElementaryStream(int pid, int streamType, Codec codec, String language) {

    /** A stream without a language. */
    public ElementaryStream(int pid, int streamType, Codec codec) {
        this(pid, streamType, codec, "");
    }
}
