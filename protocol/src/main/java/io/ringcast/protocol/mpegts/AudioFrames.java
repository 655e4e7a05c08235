package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;

/**
 * Counts how long the sound is whose frames begin in the newest PES packet of one stream, by walking from frame header to frame header.
 *
 * <p>A muxer puts as many frames into a PES packet as it likes, often another number each time, so that nothing but the frames tells when
 * the next one is due. Where a header is not where it ought to be, packets are missing, and nothing is known until a PES packet begins with
 * a frame. Belongs to the thread that feeds it; borrows what it is shown.
 */
final class AudioFrames {

    private final Codec codec;
    private final AudioHeader header = new AudioHeader();

    /** Bytes of the frame that are still to be passed. */
    private int skip;

    private boolean lost = true;
    private long samples;
    private int rate;

    AudioFrames(Codec codec) {
        this.codec = codec;
    }

    /** A PES packet begins; its data is between {@code from} and {@code end}, as far as it is in this transport packet. */
    void begin(ByteBuf buffer, int from, int end) {
        samples = 0;
        if (end - from >= 2 && AudioHeader.isSync(codec, buffer.getUnsignedShort(from))) {
            lost = false;
            skip = 0;
            header.clear();
        }
        goOn(buffer, from, end);
    }

    /** More data of it. */
    void goOn(ByteBuf buffer, int from, int end) {
        int at = from;
        while (at < end && !lost) {
            int passed = Math.min(skip, end - at);
            skip -= passed;
            at += passed;
            if (at < end && header.add(buffer.getUnsignedByte(at++))) {
                frame();
            }
        }
    }

    /** What begins in the PES packet lasts so long, in 90 kHz ticks, rounded up; 0 when it is not known. */
    long ticks() {
        return lost || rate == 0 ? 0 : (samples * TsClock.STAMP_FREQUENCY + rate - 1) / rate;
    }

    private void frame() {
        if (header.read(codec)) {
            samples += header.samples();
            rate = header.rate();
            skip = header.length() - AudioHeader.SIZE;
        } else {
            lost = true;
        }
        header.clear();
    }
}
