package io.ringcast.client.probe;

import io.ringcast.client.probe.ProbeReport.DatagramReport;
import io.ringcast.client.probe.ProbeReport.Gaps;
import io.ringcast.client.probe.ProbeReport.Size;
import io.ringcast.protocol.counter.LatencyHistogram;
import io.ringcast.protocol.rtp.DatagramCounts;
import io.ringcast.protocol.rtp.TsDatagramReader;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Measures how datagrams come: their sizes, their senders, and the times between them. Belongs to whoever feeds it. */
final class DatagramMeter {

    private static final int MOST = 8;
    private static final int MOST_SIZES = 1000;
    private static final double MICROS_PER_MILLI = 1e3;
    private static final long NONE = Long.MIN_VALUE;

    /** A number that is counted in place. */
    private static final class Count {
        private long value;
    }

    private final LatencyHistogram gaps = new LatencyHistogram();
    private final Map<Integer, Count> sizes = new HashMap<>();
    private final Set<String> senders = new LinkedHashSet<>();
    private Optional<InetAddress> lastSender = Optional.empty();
    private long lastNanos = NONE;
    private long shortest = Long.MAX_VALUE;
    private long longest;

    /** A datagram came. */
    void count(int bytes, InetAddress sender, long nowNanos) {
        if (lastNanos != NONE) {
            long gap = Math.max(0, nowNanos - lastNanos);
            gaps.record(gap / 1000);
            shortest = Math.min(shortest, gap);
            longest = Math.max(longest, gap);
        }
        lastNanos = nowNanos;
        Count size = sizes.get(bytes);
        if (size == null && sizes.size() < MOST_SIZES) {
            size = new Count();
            sizes.put(bytes, size);
        }
        if (size != null) {
            size.value++;
        }
        if (lastSender.isEmpty() || !lastSender.get().equals(sender)) {
            lastSender = Optional.of(sender);
            if (senders.size() < MOST) {
                senders.add(sender.getHostAddress());
            }
        }
    }

    DatagramReport report(TsDatagramReader reader, int receiveBuffer) {
        DatagramCounts counts = reader.counts();
        long good = counts.received() - counts.garbage() - counts.strangers() - counts.duplicates() - counts.late();
        boolean rtp = reader.isRtp();
        double all = good + counts.lost();
        return new DatagramReport(
                rtp ? "rtp" : good > 0 ? "raw" : "",
                List.copyOf(senders),
                counts.received(),
                counts.garbage(),
                counts.strangers(),
                counts.lost(),
                counts.late(),
                counts.duplicates(),
                counts.reordered(),
                counts.restarts(),
                all > 0 ? counts.lost() / all : 0,
                frequent(),
                gaps.count() == 0 ? Optional.empty() : Optional.of(gaps()),
                receiveBuffer);
    }

    private Gaps gaps() {
        return new Gaps(
                shortest / 1e6,
                gaps.mean() / MICROS_PER_MILLI,
                gaps.percentile(50) / MICROS_PER_MILLI,
                gaps.percentile(99) / MICROS_PER_MILLI,
                longest / 1e6);
    }

    private List<Size> frequent() {
        List<Size> all = new ArrayList<>();
        sizes.forEach((bytes, count) -> all.add(new Size(bytes, count.value)));
        all.sort(Comparator.comparingLong(Size::datagrams).reversed().thenComparingInt(Size::bytes));
        return all.subList(0, Math.min(MOST, all.size()));
    }
}
