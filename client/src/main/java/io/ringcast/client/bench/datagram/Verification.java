package io.ringcast.client.bench.datagram;

import io.netty.buffer.ByteBuf;
import io.ringcast.protocol.counter.CounterPacket;
import io.ringcast.protocol.counter.CounterReport;
import io.ringcast.protocol.counter.CounterVerifier;
import io.ringcast.protocol.counter.LatencyHistogram;
import io.ringcast.protocol.mpegts.ContinuityChecker;
import io.ringcast.protocol.mpegts.TsPacket;
import io.ringcast.protocol.rtp.PayloadSink;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the packets that one receiver gets: the first one tells whether they are those of test:counter, which prove that nothing is
 * missing, or any other transport stream, which shows it by its continuity counters. Belongs to the thread of its receiver.
 */
final class Verification implements PayloadSink {

    private final LatencyHistogram latencies;
    private final TsPacket packet = new TsPacket();

    /** Null until the first packet has come, and of a counter stream. */
    private @Nullable ContinuityChecker continuity;

    /** Null until the first packet has come, and of any other stream. */
    private @Nullable CounterVerifier counters;

    private long nowMicros;
    private long broken;

    /** @param latencies takes how long the packets of a counter stream were under way */
    Verification(LatencyHistogram latencies) {
        this.latencies = latencies;
    }

    /** What comes next came at this moment, microseconds since the Unix epoch. */
    void at(long micros) {
        nowMicros = micros;
    }

    /** Latencies are sampled of packets that were stamped from this moment on. */
    void sampleSince(long stampMicros) {
        if (counters != null) {
            counters.sampleSince(stampMicros);
        }
    }

    @Override
    public void onPayload(ByteBuf payload) {
        if (continuity == null && counters == null && payload.readableBytes() >= TsPacket.SIZE) {
            begin(packet.wrap(payload, payload.readerIndex()));
        }
        if (counters != null) {
            counters.verify(payload, nowMicros);
        } else if (continuity != null) {
            verify(payload, continuity);
        }
    }

    boolean hasBegun() {
        return continuity != null || counters != null;
    }

    boolean isCounter() {
        return counters != null;
    }

    /** Packets without a sync byte, or marked as damaged. */
    long broken() {
        return broken;
    }

    long continuityErrors() {
        return continuity == null ? 0 : continuity.errors();
    }

    CounterReport report() {
        return counters == null ? CounterReport.NONE : counters.report();
    }

    private void begin(TsPacket first) {
        if (first.pid() == CounterPacket.PID) {
            counters = new CounterVerifier(latencies, Long.MAX_VALUE);
        } else {
            continuity = new ContinuityChecker();
        }
    }

    private void verify(ByteBuf payload, ContinuityChecker checker) {
        int end = payload.writerIndex() - TsPacket.SIZE;
        for (int at = payload.readerIndex(); at <= end; at += TsPacket.SIZE) {
            packet.wrap(payload, at);
            if (!packet.hasSync() || packet.transportError()) {
                broken++;
            } else {
                checker.check(packet);
            }
        }
    }
}
