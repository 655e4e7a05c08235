package io.ringcast.daemon.metrics;

import io.ringcast.daemon.fanout.Delivery;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.ListenerSnapshot;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Side;
import io.ringcast.daemon.fanout.TcpSample;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;

/** An end record as one line of the log: key=value, and {@code -} for what is not known. */
final class EndLine {

    private static final double MILLIS_PER_SECOND = 1e3;

    private final StringJoiner line = new StringJoiner(" ");

    private EndLine() {}

    static String of(ListenerEnd end) {
        EndLine line = new EndLine();
        line.listener(end);
        line.delivery(end.listener().delivery());
        line.tcp(end.listener().delivery().tcp());
        return line.add("detail", Quoted.of(end.detail())).line.toString();
    }

    private void listener(ListenerEnd end) {
        ListenerSnapshot listener = end.listener();
        OutputAccount account = listener.account();
        add("source", account.source());
        add("event", "listener-ended");
        add("output", account.output());
        add("kind", account.kind());
        add("id", listener.id());
        add("remote", listener.remote());
        add("agent", Quoted.of(listener.userAgent()));
        add("reason", end.reason().word());
        add("side", end.side().map(Side::word).orElse("-"));
        add("policy", listener.policyWord());
        add("connected", listener.connected());
        add("seconds", seconds(listener.duration()));
        add("bytes", listener.bytes());
        add("lag-bytes", listener.lagBytes());
        add("lag-seconds", seconds(listener.lag()));
        add("skips", listener.skips());
        add("skipped-bytes", listener.skippedBytes());
        double lived = seconds(listener.duration());
        add("mean-rate", lived == 0 ? "-" : Long.toString((long) (listener.bytes() / lived)));
    }

    private void delivery(Delivery delivery) {
        add("rate", orDash(delivery.bytesPerSecond()));
        add("source-rate", orDash(delivery.sourceBytesPerSecond()));
        add("stalled", seconds(delivery.stalled()));
        StringJoiner lags = new StringJoiner(",");
        lags.setEmptyValue("-");
        for (int slot = 0; slot < delivery.lagMinute().size(); slot++) {
            lags.add(Double.toString(Math.round(delivery.lagMinute().millis(slot) / 100.0) / 10.0));
        }
        add("lag-minute", lags);
    }

    private void tcp(Optional<TcpSample> sample) {
        if (sample.isEmpty()) {
            add("tcp-age", "-");
            return;
        }
        TcpSample tcp = sample.get();
        add("tcp-age", seconds(tcp.age()));
        add("rtt-ms", Math.round(tcp.rtt().toNanos() / 1e4) / 100.0);
        add("cwnd", tcp.cwndSegments());
        add("unacked", orDash(tcp.unackedSegments()));
        add("retransmits", tcp.retransmits());
        add("probes", orDash(tcp.probes()));
        add("last-ack", seconds(tcp.lastAck()));
        add("zero-window", tcp.zeroWindow());
    }

    private EndLine add(String key, Object value) {
        line.add(key + "=" + value);
        return this;
    }

    private static String orDash(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : "-";
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / MILLIS_PER_SECOND;
    }
}
