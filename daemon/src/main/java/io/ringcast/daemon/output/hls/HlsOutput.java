package io.ringcast.daemon.output.hls;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.config.HlsSpec;
import io.ringcast.daemon.config.RingSpec;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.playlist.HlsMap;
import io.ringcast.protocol.playlist.HlsMedia;
import io.ringcast.protocol.playlist.HlsSegment;
import io.ringcast.protocol.playlist.HlsWriter;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A source over HLS, {@code /NAME.m3u8}: its segments, its viewers and its playlist. All of it belongs to one event loop, which {@link
 * #loop()} names; the figures are thread-safe.
 */
public final class HlsOutput implements Output {

    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final URI HERE = URI.create("");

    private final EventLoop loop;
    private final Stream stream;
    private final OutputAccount account;
    private final ListenerRequest.Terms terms;
    private final Duration idle;
    private final int window;
    private final SegmentIndex index;
    private final Segmenter segmenter;
    private final Viewers viewers;
    private @Nullable Future<?> sweeper;

    private volatile String detail = "";

    /**
     * @param loop one of the daemon's
     * @param idle how long a viewer is one after his last request, at least
     * @param plan what {@link #plan} found
     * @param nanos the ring's clock
     * @param wall the time of day; numbers of segments begin with its seconds, so that they rise over restarts too
     */
    public HlsOutput(
            EventLoop loop,
            Fanout fanout,
            Stream stream,
            OutputAccount account,
            ListenerRequest.Terms terms,
            Duration idle,
            HlsSpec.Of plan,
            LongSupplier nanos,
            InstantSource wall) {
        this.loop = loop;
        this.stream = stream;
        this.account = account;
        this.terms = terms;
        this.idle = idle;
        this.window = plan.window();
        this.index = new SegmentIndex(wall.instant().getEpochSecond());
        this.segmenter = new Segmenter(stream, plan.segment().toNanos(), nanos, wall, index);
        this.viewers = new Viewers(fanout, nanos);
    }

    /** What can be had of {@code wanted} with such a ring; empty when it is off or the ring is too short for any playlist. */
    public static Optional<HlsSpec.Of> plan(HlsSpec wanted, RingSpec ring) {
        if (wanted instanceof HlsSpec.Of given) {
            return Optional.of(given);
        } else if (wanted instanceof HlsSpec.Off) {
            return Optional.empty();
        }
        if (!(ring instanceof RingSpec.Seconds seconds)) {
            return Optional.of(new HlsSpec.Of(HlsSpec.SEGMENT, HlsSpec.WINDOW));
        }
        long fit = seconds.time().minus(HlsSpec.SEGMENT).toMillis()
                / HlsSpec.SEGMENT.multipliedBy(2).toMillis();
        return fit < HlsSpec.SHORTEST_WINDOW
                ? Optional.empty()
                : Optional.of(new HlsSpec.Of(HlsSpec.SEGMENT, (int) Math.min(HlsSpec.WINDOW, fit)));
    }

    @Override
    public OutputAccount account() {
        return account;
    }

    @Override
    public String url() {
        return "/" + stream.name() + ".m3u8";
    }

    /** True: it is there as long as the port is. */
    @Override
    public boolean up() {
        return true;
    }

    @Override
    public String detail() {
        return detail;
    }

    EventLoop loop() {
        return loop;
    }

    Stream stream() {
        return stream;
    }

    ListenerRequest.Terms terms() {
        return terms;
    }

    Viewers viewers() {
        assert loop.inEventLoop();
        sweepFromNowOn();
        return viewers;
    }

    /** Why its bytes cannot go over HLS, empty when they can or nobody knows yet. */
    Optional<String> obstacle() {
        Optional<Format> format = stream.info().format();
        if (format.isPresent() && Packing.of(format.get()).isEmpty()) {
            return Optional.of("format: " + format.get().name()
                    + " (expected for HLS: MPEG-TS, MP4, MP3, AAC or AC-3; filter = \"mpegts\" makes MPEG-TS of it)");
        }
        return stream.info().beginningOnly();
    }

    /**
     * The playlist now; empty while there is no segment.
     *
     * @param query what is added to the URLs that it names, {@code ""} or beginning with a question mark
     */
    Optional<String> playlist(String query) {
        assert loop.inEventLoop();
        segmenter.update();
        List<MediaSegment> listed = index.window(window, HlsSpec.SHORTEST_WINDOW);
        detail = segmenter.cuts() == 0
                ? ""
                : segmenter.cuts() + " segments ended in the middle, for no join point came within "
                        + segmenter.targetSeconds() + " s";
        if (listed.isEmpty()) {
            return Optional.empty();
        }
        MediaSegment first = listed.get(0);
        return Optional.of(HlsWriter.write(new HlsMedia(
                Duration.ofSeconds(segmenter.targetSeconds()),
                first.sequence(),
                first.discontinuities() - (first.discontinuity() ? 1 : 0),
                Optional.empty(),
                segmenter.isEnded(),
                listed.stream().allMatch(MediaSegment::independent),
                listed.stream().map(segment -> named(segment, query)).toList())));
    }

    /** No segment is longer, rounded; for how long answers may be kept. */
    long targetSeconds() {
        return segmenter.targetSeconds();
    }

    /** The segment of that number. */
    Optional<MediaSegment> segment(long sequence) {
        assert loop.inEventLoop();
        return index.find(sequence);
    }

    /** The boxes before the fragments of the segments with that map. */
    Optional<byte[]> map(long number) {
        assert loop.inEventLoop();
        return index.withMap(number)
                .filter(segment -> segment.packing().kind() == Packing.Kind.FRAGMENTS)
                .map(segment -> segment.begin().preamble());
    }

    private HlsSegment named(MediaSegment segment, String query) {
        String directory = stream.name() + "/hls/";
        Optional<HlsMap> map = segment.packing().kind() == Packing.Kind.FRAGMENTS
                ? Optional.of(new HlsMap(
                        URI.create(directory + HlsRoute.MAP + segment.map() + ".mp4" + query),
                        Optional.empty(),
                        Optional.empty()))
                : Optional.empty();
        return new HlsSegment(
                segment.sequence(),
                HERE,
                directory + segment.file() + query,
                Duration.ofNanos(segment.durationNanos()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                map,
                segment.discontinuity(),
                false,
                Optional.of(segment.moment()));
    }

    private void sweepFromNowOn() {
        if (sweeper == null) {
            sweeper = loop.schedule(this::sweep, SWEEP.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void sweep() {
        sweeper = null;
        // Who has all that there is asks again after a target duration, and after a longer one if he is slow.
        Duration patience = Duration.ofSeconds(3 * Math.max(1, segmenter.targetSeconds()));
        Duration limit = idle.compareTo(patience) > 0 ? idle : patience;
        if (viewers.sweep(Math.max(limit.toNanos(), terms.joinWait().toNanos()))) {
            sweepFromNowOn();
        }
    }
}
