package io.ringcast.client.bench.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringcast.protocol.counter.CounterReport;
import io.ringcast.protocol.counter.LatencyHistogram;
import io.ringcast.protocol.mpegts.TsPacket;
import io.ringcast.protocol.rtp.DatagramCounts;
import io.ringcast.protocol.rtp.RtpHeader;
import io.ringcast.protocol.rtp.TsDatagramReader;
import io.ringcast.protocol.rtp.TsDatagramReader.Seen;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;

/** One receiver of a load test: its socket, and what it makes of what comes. Belongs to the thread of its loop. */
final class Receiver implements AutoCloseable {

    private static final int WHOLE = 7 * TsPacket.SIZE;
    private static final long REORDER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DatagramChannel channel;
    private final LatencyHistogram gaps;
    private final Verification verification;
    private final TsDatagramReader reader;

    private boolean measuring;
    private long lastNanos;
    private long windowBytes;
    private long longestSilenceNanos;
    private long oddSizes;
    private long good;

    private boolean hasTransit;
    private long lastTransit;
    private double jitter;

    /**
     * @param channel an open socket, which it closes
     * @param gaps takes the time between two datagrams, shared by the receivers of a loop
     * @param latencies takes how long the packets of a counter stream were under way, shared likewise
     */
    Receiver(DatagramChannel channel, ByteBufAllocator allocator, LatencyHistogram gaps, LatencyHistogram latencies) {
        this.channel = channel;
        this.gaps = gaps;
        this.verification = new Verification(latencies);
        this.reader = new TsDatagramReader(allocator, REORDER_NANOS, verification);
    }

    DatagramChannel channel() {
        return channel;
    }

    /** A datagram came, which is borrowed. */
    void onDatagram(ByteBuf datagram, long nowNanos, long nowMicros) {
        int size = datagram.readableBytes();
        verification.at(nowMicros);
        int header = RtpHeader.payloadOffset(datagram);
        long stamp = header >= 0 ? RtpHeader.timestamp(datagram) : 0;
        Seen seen = reader.read(datagram, nowNanos);
        if (seen == Seen.GARBAGE || seen == Seen.STRANGER) {
            return;
        }
        good++;
        int payload = seen == Seen.RTP ? size - header : size;
        if (payload != WHOLE) {
            oddSizes++;
        }
        if (seen == Seen.RTP) {
            onTimestamp(stamp, nowNanos);
        }
        if (measuring) {
            windowBytes += payload;
            long gap = Math.max(0, nowNanos - lastNanos);
            gaps.record(TimeUnit.NANOSECONDS.toMicros(gap));
            longestSilenceNanos = Math.max(longestSilenceNanos, gap);
        }
        lastNanos = nowNanos;
    }

    /** Gives up on what was waited for long enough. */
    void onIdle(long nowNanos) {
        if (reader.dueNanos() <= nowNanos) {
            reader.expire(nowNanos);
        }
    }

    /** From now on it is measured. */
    void openWindow(long nowNanos, long nowMicros) {
        measuring = true;
        lastNanos = nowNanos;
        verification.sampleSince(nowMicros);
    }

    /** Now it is not measured any more. */
    void closeWindow(long nowNanos) {
        measuring = false;
        longestSilenceNanos = Math.max(longestSilenceNanos, nowNanos - lastNanos);
        verification.sampleSince(Long.MAX_VALUE);
    }

    /** Whether something came that counts. */
    boolean isSilent() {
        return good == 0;
    }

    /** Whether it missed something, or got it twice, out of order or damaged. */
    boolean isInexact() {
        DatagramCounts counts = reader.counts();
        boolean carrier =
                counts.lost() + counts.late() + counts.duplicates() + counts.reordered() + counts.garbage() > 0;
        return carrier
                || verification.broken() > 0
                || verification.continuityErrors() > 0
                || !verification.report().isExact();
    }

    boolean isStalled() {
        return longestSilenceNanos > STALL_NANOS;
    }

    boolean isRtp() {
        return reader.isRtp();
    }

    long windowBytes() {
        return windowBytes;
    }

    long longestSilenceNanos() {
        return longestSilenceNanos;
    }

    long oddSizes() {
        return oddSizes;
    }

    /** In milliseconds. */
    double jitterMillis() {
        return jitter * 1e3 / RtpHeader.CLOCK_HZ;
    }

    DatagramCounts counts() {
        return reader.counts();
    }

    boolean isCounter() {
        return verification.isCounter();
    }

    long broken() {
        return verification.broken();
    }

    long continuityErrors() {
        return verification.continuityErrors();
    }

    CounterReport report() {
        return verification.report();
    }

    @Override
    public void close() {
        reader.close();
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket for datagrams does not close", e);
        }
    }

    /** RFC 3550, 6.4.1 and A.8: the mean deviation of the time under way, in units of the time stamps. */
    private void onTimestamp(long stamp, long nowNanos) {
        long arrival = Math.round(nowNanos / 1e9 * RtpHeader.CLOCK_HZ);
        // The time stamp has 32 bits.
        long transit = (int) (arrival - stamp);
        if (hasTransit) {
            long change = Math.abs((long) (int) (transit - lastTransit));
            jitter += (change - jitter) / 16;
        }
        hasTransit = true;
        lastTransit = transit;
    }
}
