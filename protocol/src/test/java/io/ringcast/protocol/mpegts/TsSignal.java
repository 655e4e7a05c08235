package io.ringcast.protocol.mpegts;

import static io.ringcast.protocol.mpegts.TsFixture.AUDIO_PID;
import static io.ringcast.protocol.mpegts.TsFixture.H264;
import static io.ringcast.protocol.mpegts.TsFixture.VIDEO_PID;

import io.netty.buffer.ByteBuf;
import java.util.Random;

/**
 * Writes a transport stream of constant bit rate that is right in every respect: PAT and PMT every 100 ms, a picture with PCR every 40
 * ms, a keyframe every second, sound every 40 ms, null packets between.
 */
final class TsSignal {

    /** Packets in 40 ms: 3.76 Mbit/s. */
    static final int SLOT = 100;

    /** Ticks of 27 MHz from packet to packet. */
    static final long TICKS = TsClock.FREQUENCY / 25 / SLOT;

    static final byte[] KEYFRAME = {0, 0, 1, 0x67, 0x42, 0, 0, 1, 0x68, 0x11, 0, 0, 1, 0x65, (byte) 0xB8};
    static final byte[] PICTURE = {0, 0, 1, 0x41, (byte) 0x9A};

    final TsFixture fixture = new TsFixture();
    private final Random random = new Random(1);
    private long slot;
    private long start = 27_000_000;

    /** The clock begins there. */
    TsSignal from(long ticks) {
        start = ticks;
        return this;
    }

    /** What is sent next is {@code ticks} later by the clock than it would be. */
    TsSignal jump(long ticks) {
        start += ticks;
        return this;
    }

    TsSignal seconds(int seconds) {
        return slots(25 * seconds);
    }

    TsSignal slots(int count) {
        return slots(count, true, true, true, true);
    }

    /** Slots of 40 ms of which parts may be missing; their place is taken by null packets. */
    TsSignal slots(int count, boolean pat, boolean pmt, boolean picture, boolean sound) {
        for (int i = 0; i < count; i++) {
            slot(pat, pmt, picture, sound);
            slot++;
        }
        return this;
    }

    ByteBuf stream() {
        return fixture.stream();
    }

    byte[] bytes() {
        return fixture.bytes();
    }

    private void slot(boolean pat, boolean pmt, boolean picture, boolean sound) {
        int end = fixture.stream().writerIndex() + SLOT * TsPacket.SIZE;
        long clock = TsClock.add(start, slot * TsClock.FREQUENCY / 25);
        long stamp = clock / 300;
        boolean keyframe = slot % 25 == 0;
        if (picture) {
            fixture.video(
                    TsClock.addStamp(stamp, 9000),
                    TsClock.addStamp(stamp, 9000),
                    clock,
                    keyframe,
                    keyframe ? KEYFRAME : PICTURE);
            fixture.more(VIDEO_PID, 10 + random.nextInt(20));
        }
        if (slot % 2 == 0 && pat) {
            fixture.association(0);
        }
        if (slot % 2 == 0 && pmt) {
            fixture.map(0, H264);
        }
        if (sound) {
            fixture.audio(TsClock.addStamp(stamp, 9000), -1);
            fixture.more(AUDIO_PID, 2);
        }
        fixture.more(TsPacket.NULL_PID, (end - fixture.stream().writerIndex()) / TsPacket.SIZE);
    }
}
