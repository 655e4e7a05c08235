package io.ringcast.client.send;

import io.netty.buffer.ByteBuf;
import io.ringcast.protocol.container.UnitSink;
import io.ringcast.protocol.mpegts.TsClock;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Takes units and gives each to the connection when its time has come. What was parsed and is not due waits here, at most what one buffer
 * of the file gave; {@link #release} waits until it is empty. Time that the other side cost is not caught up with a burst.
 */
final class PacedWriter implements UnitSink {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long MAX_BEHIND_NANOS = NANOS_PER_SECOND;

    /** Steps of the clock that are no time that passed are longer than this. */
    private static final long MAX_STEP = 10L * TsClock.FREQUENCY;

    /** Where no clock came in so many bytes, none will. */
    private static final long MAX_WITHOUT_CLOCK = 4L << 20;

    private record Due(long ticks, byte[] bytes) {}

    private final Uplink uplink;
    private final Pacing pacing;
    private final SendTime time;
    private final SendWatch watch;
    private final ArrayDeque<Due> queue = new ArrayDeque<>();

    private long startNanos;
    private boolean hasClock;
    private boolean everClock;
    private long clock;
    private long lastStep;
    /** Media time since the beginning of the first round, ticks of 27 MHz. */
    private long ticks;

    private long sent;

    PacedWriter(Uplink uplink, Pacing pacing, SendTime time, SendWatch watch) {
        this.uplink = uplink;
        this.pacing = pacing;
        this.time = time;
        this.watch = watch;
    }

    Pacing pacing() {
        return pacing;
    }

    /** Bytes that the kernel took. */
    long sent() {
        return sent;
    }

    /** Connects; time begins now. */
    void open(String mediaType) throws IOException {
        uplink.open(mediaType);
        startNanos = time.nanoTime();
    }

    /** A round begins: its clock starts anew, one step behind the last one. */
    void begin() {
        if (hasClock) {
            ticks += lastStep;
        }
        hasClock = false;
    }

    /** Sends all that was parsed, each when it is due. */
    void release() throws IOException, InterruptedException {
        for (Due due = queue.poll(); due != null; due = queue.poll()) {
            if (pacing instanceof Pacing.ByClock && !everClock && sent > MAX_WITHOUT_CLOCK) {
                throw Sender.noClock("");
            }
            await(due);
            uplink.write(due.bytes(), due.bytes().length);
            sent += due.bytes().length;
            watch.onSent(sent);
        }
    }

    @Override
    public void onClock(long now, boolean discontinuity) {
        long step = TsClock.difference(now, clock);
        if (hasClock && !discontinuity && step > 0 && step < MAX_STEP) {
            ticks += step;
            lastStep = step;
        }
        hasClock = true;
        everClock = true;
        clock = now;
    }

    @Override
    public void onUnits(ByteBuf units) {
        byte[] bytes = new byte[units.readableBytes()];
        units.getBytes(units.readerIndex(), bytes);
        queue.add(new Due(ticks, bytes));
    }

    @Override
    public void onPart(ByteBuf part) {
        onUnits(part);
    }

    @Override
    public void onJoinPoint(byte[] preamble) {
        // The daemon finds them itself.
    }

    @Override
    public void onRemark(String remark) {
        // The daemon says it of what it gets.
    }

    @Override
    public void onGarbage(int bytes) {
        // Is not sent: the daemon would throw it away.
    }

    private void await(Due due) throws InterruptedException {
        if (pacing instanceof Pacing.Unpaced) {
            return;
        }
        double offset = pacing instanceof Pacing.AtRate rate
                ? sent * 8.0 / rate.bitsPerSecond()
                : due.ticks() / (double) TsClock.FREQUENCY;
        long at = startNanos + (long) (offset * NANOS_PER_SECOND);
        long wait = at - time.nanoTime();
        if (wait > 0) {
            time.sleep(wait);
        } else if (wait < -MAX_BEHIND_NANOS) {
            startNanos -= wait;
        }
    }
}
