package io.ringcast.daemon.admin;

import io.ringcast.daemon.fanout.Delivery;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.ListenerSnapshot;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Side;
import io.ringcast.daemon.fanout.TcpSample;
import io.ringcast.daemon.metrics.Build;
import io.ringcast.daemon.metrics.ObservedSource;
import io.ringcast.daemon.metrics.RingFigures;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.SourceSnapshot;
import io.ringcast.daemon.source.SourceState;
import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.StreamInfo;
import io.ringcast.protocol.api.BuildView;
import io.ringcast.protocol.api.DeliveryView;
import io.ringcast.protocol.api.EndView;
import io.ringcast.protocol.api.ListenerView;
import io.ringcast.protocol.api.SourceView;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.live.Epoch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** What the daemon knows of sources, listeners and ends, as the records of the API say it. Pure. */
final class Views {

    private static final double MILLIS_PER_SECOND = 1e3;

    private Views() {}

    static SourceView source(ObservedSource source) {
        SourceSnapshot status = source.status();
        StreamInfo info = source.stream().info();
        List<Output> outputs = source.outputs();
        Optional<Epoch> epoch = source.stream().epoch().map(LiveEpoch::epoch);
        RingFigures ring = RingFigures.of(source.stream());
        return new SourceView(
                source.stream().name(),
                status.state().word(),
                detail(status),
                info.format().map(Format::name).orElse(""),
                info.format().isPresent() ? info.mediaType() : "",
                info.title(),
                inputs(status),
                outputs.stream().map(Views::output).toList(),
                epoch.map(known -> HexFormat.of().toHexDigits(known.id())).orElse(""),
                offset(ring.tail(), epoch),
                offset(ring.head(), epoch),
                ring.bytes(),
                rounded(ring.seconds()),
                status.bytesIn(),
                outputs.stream()
                        .mapToLong(output -> output.account().deliveredBytes())
                        .sum(),
                outputs.stream()
                        .mapToInt(output -> output.account().listeners())
                        .sum(),
                info.beginningOnly());
    }

    static ListenerView listener(ListenerSnapshot listener) {
        OutputAccount account = listener.account();
        return new ListenerView(
                listener.id(),
                account.source(),
                account.output(),
                account.kind(),
                listener.remote(),
                listener.userAgent(),
                listener.connected().toString(),
                seconds(listener.duration()),
                listener.policy().word(),
                listener.bytes(),
                listener.lagBytes(),
                seconds(listener.lag()),
                listener.skips(),
                listener.skippedBytes(),
                delivery(listener));
    }

    private static DeliveryView delivery(ListenerSnapshot listener) {
        Delivery delivery = listener.delivery();
        List<Double> lags = new ArrayList<>();
        for (int slot = 0; slot < delivery.lagMinute().size(); slot++) {
            lags.add(delivery.lagMinute().millis(slot) / MILLIS_PER_SECOND);
        }
        long millis = listener.duration().toMillis();
        return new DeliveryView(
                seconds(delivery.stalled()),
                boxed(delivery.bytesPerSecond()),
                millis == 0 ? Optional.empty() : Optional.of((long) (listener.bytes() * MILLIS_PER_SECOND / millis)),
                boxed(delivery.sourceBytesPerSecond()),
                lags,
                delivery.tcp().map(Views::tcp));
    }

    private static DeliveryView.TcpView tcp(TcpSample sample) {
        return new DeliveryView.TcpView(
                seconds(sample.age()),
                millis(sample.rtt()),
                millis(sample.rttVariance()),
                sample.retransmits(),
                sample.retransmitting(),
                sample.cwndSegments(),
                sample.segmentBytes(),
                boxed(sample.unackedSegments()),
                boxed(sample.probes()),
                seconds(sample.lastAck()),
                sample.zeroWindow());
    }

    private static Optional<Long> boxed(OptionalLong value) {
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }

    private static double millis(Duration duration) {
        return TimeUnit.NANOSECONDS.toMicros(duration.toNanos()) / MILLIS_PER_SECOND;
    }

    static EndView end(ListenerEnd end) {
        return new EndView(
                listener(end.listener()),
                end.ended().toString(),
                end.reason().word(),
                end.side().map(Side::word),
                end.detail());
    }

    static BuildView build(Build build) {
        return new BuildView(build.version(), build.transport(), build.netty(), build.java());
    }

    private static List<SourceView.InputView> inputs(SourceSnapshot status) {
        List<SourceView.InputView> views = new ArrayList<>();
        for (SourceSnapshot.InputStatus input : status.inputs()) {
            int index = views.size();
            views.add(new SourceView.InputView(
                    index,
                    input.url(),
                    index == status.active(),
                    index == status.standby(),
                    input.failures(),
                    input.lastFailure().map(Views::words).orElse("")));
        }
        return views;
    }

    private static SourceView.OutputView output(Output output) {
        OutputAccount account = output.account();
        return new SourceView.OutputView(
                account.output(), account.kind(), output.url(), output.up(), account.listeners(), output.detail());
    }

    /** One line for people. */
    static String detail(SourceSnapshot status) {
        String held = status.heldBack() ? "; reading stands because listeners or the pace hold the input back" : "";
        return sentence(status.state()) + held;
    }

    static String sentence(SourceState state) {
        if (state instanceof SourceState.Connecting connecting) {
            String attempt = connecting.attempt() > 1 ? ", attempt " + connecting.attempt() : "";
            return "input " + connecting.input() + " asked " + at(connecting.since()) + attempt;
        } else if (state instanceof SourceState.Streaming streaming) {
            return "from input " + streaming.input() + " since " + at(streaming.since());
        } else if (state instanceof SourceState.BackingOff rest) {
            InputFailure failure = rest.failure();
            return words(failure) + "; input " + rest.input() + " is asked again " + at(rest.until()) + ", attempt "
                    + rest.attempt();
        } else if (state instanceof SourceState.Ended ended) {
            return "last byte delivered " + at(ended.at()) + (ended.held() ? "; listeners stay connected" : "");
        } else if (state instanceof SourceState.Idle) {
            return "starts with its first listener";
        }
        return "shut down";
    }

    private static String words(InputFailure failure) {
        return failure.reason().word() + ": " + failure.detail();
    }

    private static String at(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A ring offset as one of the epoch; what lies before the epoch counts as its beginning. */
    private static long offset(long ringOffset, Optional<Epoch> epoch) {
        return Math.max(0, ringOffset - epoch.map(Epoch::base).orElse(0L));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / MILLIS_PER_SECOND;
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * MILLIS_PER_SECOND) / MILLIS_PER_SECOND;
    }
}
