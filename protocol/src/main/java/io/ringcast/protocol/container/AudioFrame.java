package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;

/** The header of a frame of compressed audio, read where it lies; one is read again and again. */
abstract sealed class AudioFrame permits MpegAudioFrame, AdtsFrame, Ac3Frame {

    /** Bytes of the frame, its header included. */
    protected int size;

    /** Samples of each channel in it; 0 for what is played together with the frame before. */
    protected int samples;

    /** Samples a second. */
    protected int rate;

    /** Whether a decoder that needs no more than whole frames can start with it. */
    protected boolean independent;

    /** What does not change from frame to frame in one stream. */
    protected int kind;

    /** Bytes that {@link #read} reads. */
    abstract int headerSize();

    /** The most that a frame can have. */
    abstract int maxSize();

    /** What streams of the frame that was read last are called. */
    abstract Format format();

    /** Reads the header at {@code index}, of which {@link #headerSize()} bytes are there; false when none is there. */
    abstract boolean read(ByteBuf bytes, int index);

    int size() {
        return size;
    }

    int samples() {
        return samples;
    }

    int rate() {
        return rate;
    }

    boolean independent() {
        return independent;
    }

    int kind() {
        return kind;
    }
}
