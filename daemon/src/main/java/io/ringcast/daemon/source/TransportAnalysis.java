package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.ringcast.protocol.mpegts.TsAnalyser;
import io.ringcast.protocol.mpegts.TsError;
import io.ringcast.protocol.mpegts.TsPacket;
import io.ringcast.protocol.mpegts.TsReport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the MPEG-TS of a source is like as it comes in, before it is paced or spliced: every packet of each run is looked at, and a
 * report published once a second. Errors are counted over all runs. Written on the source's event loop, read from any thread.
 */
final class TransportAnalysis {

    private static final double PACKET_BITS = TsPacket.SIZE * 8.0;
    private static final long PUBLISH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<TsError, Long> earlierErrors = new EnumMap<>(TsError.class);

    private @Nullable TsAnalyser analyser;
    private long publishedNanos;
    private long publishedPackets;
    private double publishedSeconds;
    private double bitrate;
    private volatile @Nullable TransportSnapshot snapshot;

    /**
     * A run of MPEG-TS begins.
     *
     * @param byArrival whether it arrives as it was sent, so that intervals are measured by arrival; otherwise by its own clock
     */
    void begin(boolean byArrival, long nanos) {
        end();
        analyser = byArrival ? TsAnalyser.byArrival() : TsAnalyser.byClock();
        publishedNanos = nanos;
        publishedPackets = 0;
        publishedSeconds = 0;
    }

    /** The run is over, or one begins that is no MPEG-TS: what was counted stays. */
    void end() {
        TsAnalyser last = analyser;
        if (last != null) {
            publish(last);
            for (TsError error : TsError.values()) {
                earlierErrors.merge(error, last.count(error), Long::sum);
            }
            analyser = null;
        }
    }

    /** Looks at whole packets (borrowed) that came at {@code nanos}. */
    void onUnits(ByteBuf units, long nanos) {
        TsAnalyser now = analyser;
        if (now == null) {
            return;
        }
        now.packets(units, units.readerIndex(), units.readableBytes(), nanos);
        if (nanos - publishedNanos >= PUBLISH_NANOS) {
            publishedNanos = nanos;
            publish(now);
        }
    }

    /** Bytes between packets were none. */
    void onGarbage(int bytes) {
        if (analyser != null) {
            analyser.garbage(bytes);
        }
    }

    /** What was published last; empty before the first MPEG-TS. Any thread. */
    Optional<TransportSnapshot> snapshot() {
        return Optional.ofNullable(snapshot);
    }

    private void publish(TsAnalyser now) {
        TsReport report = now.report();
        double seconds = report.seconds() - publishedSeconds;
        if (seconds > 0) {
            bitrate = (report.packets() - publishedPackets) * PACKET_BITS / seconds;
            publishedSeconds = report.seconds();
            publishedPackets = report.packets();
        }
        snapshot = new TransportSnapshot(report.withErrors(totals(now)), bitrate);
    }

    private List<TsReport.ErrorCount> totals(TsAnalyser now) {
        List<TsReport.ErrorCount> totals = new ArrayList<>();
        for (TsError error : TsError.values()) {
            long count = earlierErrors.getOrDefault(error, 0L) + now.count(error);
            totals.add(new TsReport.ErrorCount(error.number(), error.title(), count));
        }
        return totals;
    }
}
