package io.ringcast.protocol.mpegts;

/**
 * One stream of a program as its program map table lists it.
 *
 * @param pid where its packets are
 * @param streamType stream_type (ISO/IEC 13818-1, Table 2-34)
 * @param codec what it is coded in, by stream type and, for private data, by descriptors
 */
public record ElementaryStream(int pid, int streamType, Codec codec) {}
