package io.ringcast.client.cli;

import io.ringcast.client.ListenPlan;
import io.ringcast.client.ListenPosition;
import io.ringcast.client.RingcastClient;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a stream is listened to, the same for {@code listen}, {@code record} and {@code play}. */
final class ListenOptions {

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            description = "Where to start: 30s or 4MiB back, oldest, keyframe, live, @OFFSET.")
    private @Nullable String from;

    @Option(names = "--no-resume", description = "Fail when the connection is cut.")
    private boolean noResume;

    @Option(
            names = "--exact",
            description = "Fail (1) instead of going on behind a gap, when the next byte cannot be had any more.")
    private boolean exact;

    @Option(
            names = "--stall",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "No bytes for so long is a cut (default: ${DEFAULT-VALUE}).")
    private Duration stall = Duration.ZERO;

    @Option(
            names = "--give-up",
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = DurationConverter.class,
            description = "Fail when no byte came for so long, whatever was tried (default: ${DEFAULT-VALUE}).")
    private Duration giveUp = Duration.ZERO;

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "Give up when no connection stands after this long (default: ${DEFAULT-VALUE}).")
    private Duration connectTimeout = Duration.ZERO;

    @Mixin
    private final ProgressOptions progress = new ProgressOptions();

    RingcastClient client(String userAgent) {
        return new RingcastClient(connectTimeout, userAgent, Optional.empty());
    }

    ListenPlan plan(List<URI> streams, Optional<ListenPosition> start, Optional<Duration> limit) {
        return new ListenPlan(streams, Optional.ofNullable(from), start, !noResume, exact, stall, giveUp, limit);
    }

    ProgressOptions progress() {
        return progress;
    }

    /** Says what happens, and shows progress where that can be. */
    ListenReport report(PrintWriter err, RingcastClient client, Optional<Duration> limit) {
        ProgressLine line = ProgressLine.of(err, progress, System.nanoTime());
        return new ListenReport(err, !progress.quiet(), line, lag(client), limit);
    }

    static LagMeter lag(RingcastClient client) {
        return new LagMeter(client::edge, System::nanoTime);
    }
}
