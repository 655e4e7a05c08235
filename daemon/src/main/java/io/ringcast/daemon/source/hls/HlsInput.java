package io.ringcast.daemon.source.hls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.source.HlsOpener;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.daemon.source.SegmentTally;
import io.ringcast.daemon.source.SegmentTally.Result;
import io.ringcast.protocol.playlist.HlsMedia;
import io.ringcast.protocol.playlist.HlsSegment;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of HLS: segment after segment as one stream, from the beginning of a film, or from three target durations before the end of what
 * is live.
 *
 * <pre>
 *   MediaSource (variant, reloads) ──playlist──► SegmentPlan ──► next (asked for, held back) ──► current ──► sink
 *                                                                 when current has {@value #PREPARE_BYTES} bytes left
 * </pre>
 *
 * <ul>
 *   <li>Segments that continue each other come as one run. Where they do not (a discontinuity, one that is missing, other initialization
 *       data), another item begins, and the splice joins it to what listeners have.
 *   <li>Segments of MPEG-TS that were made each for itself get counters that go on ({@link CounterCarry}).
 *   <li>A segment that cannot be had is passed over; {@value #MAX_SKIPPED} in a row are the end of the run.
 *   <li>After a loss it goes on at the byte where it broke, if that is still there.
 *   <li>Memory: what a connection brought in one read. When there is no room the connections are not read.
 * </ul>
 *
 * <p>Belongs to the source's event loop.
 */
final class HlsInput implements Input {

    private static final Logger log = LoggerFactory.getLogger(HlsInput.class);

    /** With so much left of a segment the next one is asked for. */
    static final long PREPARE_BYTES = 1 << 20;

    /** So many segments in a row may be missing. */
    static final int MAX_SKIPPED = 5;

    private final InputSink sink;
    private final SegmentTally tally;
    private final ClearFetch.Tools tools;
    private final SegmentPlan plan;
    private final MediaSource source;
    private final SegmentFetch.Events events = new Segments();
    private final CounterCarry counters;

    private @Nullable SegmentFetch current;
    private @Nullable SegmentFetch next;
    private String title = "";
    private boolean reading = true;
    private boolean announced;
    private boolean resuming;
    private boolean running;
    private boolean over;
    private boolean cut;
    private int skipped;

    HlsInput(EventLoop loop, Ticker ticker, ByteBufAllocator allocator, HlsOpener.Found found, InputSink sink) {
        this.sink = sink;
        this.tally = found.tally();
        KeyRing keys = new KeyRing(loop, found.fetcher(), tally);
        this.tools = new ClearFetch.Tools(loop, allocator, found.fetcher(), keys, tally);
        this.plan = new SegmentPlan(tally);
        this.counters = new CounterCarry(allocator, sink::onBytes);
        this.source = new MediaSource(loop, ticker, found, new Playlists());
    }

    @Override
    public void start() {
        running = true;
        resuming = announced;
        source.start();
        if (current != null) {
            current.resume();
        }
    }

    @Override
    public void autoRead(boolean on) {
        reading = on;
        if (current != null) {
            current.reading(on);
        }
    }

    @Override
    public void interrupt() {
        running = false;
        source.stop();
        if (next != null) {
            next.cancel();
            plan.putBack(next.planned());
            next = null;
        }
        if (current != null) {
            current.interrupt();
        }
    }

    @Override
    public boolean canResume() {
        return !over && plan.begun();
    }

    @Override
    public void stop() {
        over = true;
        running = false;
        source.stop();
        if (next != null) {
            next.cancel();
            next = null;
        }
        if (current != null) {
            current.cancel();
            current = null;
        }
    }

    /** Plays what comes next, if it is there, or ends. */
    private void advance() {
        if (!running || current != null) {
            return;
        }
        SegmentFetch prepared = next;
        next = null;
        SegmentFetch taken = prepared == null ? take() : prepared;
        if (taken != null) {
            current = taken;
            boolean joins = cut;
            cut = false;
            taken.play(joins, reading);
        } else if (running && plan.done()) {
            over = true;
            running = false;
            sink.onEnded();
        }
    }

    /** Asks for the next segment while the current one still plays. */
    private void prepare() {
        SegmentFetch playing = current;
        if (playing != null && next == null) {
            OptionalLong left = playing.left();
            if (left.isPresent() && left.getAsLong() <= PREPARE_BYTES) {
                next = take();
            }
        }
    }

    /** Takes the next segment from the plan and asks for it; null when there is none yet, or none that can be asked for. */
    private @Nullable SegmentFetch take() {
        SegmentPlan.Next planned = plan.poll();
        if (planned == null) {
            return null;
        }
        Optional<URI> uri = planned.segment().uri();
        if (uri.isEmpty()) {
            lose(InputFailure.lasting(
                    Reason.PLAYLIST,
                    "segment " + planned.segment().sequence() + " names no URL (expected: one of http or https)"));
            return null;
        }
        SegmentFetch fetch = new SegmentFetch(tools, planned, uri.get(), events);
        fetch.open();
        return fetch;
    }

    private void lose(InputFailure failure) {
        interrupt();
        sink.onLost(failure);
    }

    private void alive() {
        if (resuming) {
            resuming = false;
            sink.onResumed();
        }
    }

    private void announce() {
        HlsMedia playlist = plan.playlist();
        // Segments come at once, whoever sends them live: their own clock is the pace.
        InputRun run = new InputRun(Optional.empty(), Optional.empty(), playlist.ended(), true);
        if (announced) {
            sink.onItem(run);
        } else {
            announced = true;
            sink.onConnected(run);
        }
    }

    /** What becomes of the playlist. */
    private final class Playlists implements MediaSource.Events {

        @Override
        public boolean onPlaylist(HlsMedia playlist) {
            boolean news = plan.update(playlist);
            alive();
            if (running && current == null) {
                sink.onAlive();
            }
            if (running) {
                advance();
            }
            if (running) {
                prepare();
            }
            return news;
        }

        @Override
        public void onWaiting() {
            if (current == null) {
                sink.onAlive();
            }
        }

        @Override
        public boolean isComplete() {
            return plan.playlist().ended();
        }

        @Override
        public boolean isIdle() {
            return current == null;
        }

        @Override
        public void onLost(InputFailure failure) {
            lose(failure);
        }
    }

    /** What becomes of the segments. */
    private final class Segments implements SegmentFetch.Events {

        @Override
        public void onPlays(SegmentFetch fetch) {
            alive();
            counters.begin(fetch.joins());
            if (running && fetch.joins()) {
                announce();
            }
        }

        @Override
        public void onTitle(String told) {
            if (running && !told.equals(title)) {
                title = told;
                sink.onTitle(told);
            }
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            if (running) {
                counters.take(bytes);
            }
        }

        @Override
        public void onProgress(SegmentFetch fetch) {
            if (running && fetch == current) {
                alive();
                prepare();
            }
        }

        @Override
        public void onDone(SegmentFetch fetch) {
            tally.count(Result.DELIVERED);
            skipped = 0;
            // What had no byte could not begin anew what had to.
            cut = fetch.joins() && !fetch.given();
            current = null;
            advance();
            prepare();
        }

        @Override
        public void onFailed(SegmentFetch fetch, InputFailure failure) {
            HlsSegment segment = fetch.planned().segment();
            skipped++;
            tally.count(Result.SKIPPED);
            log.warn(
                    "event=hls-skipped segment={} reason={} detail=\"{}\"",
                    segment.sequence(),
                    failure.reason().word(),
                    failure.detail());
            current = null;
            cut = true;
            if (skipped >= MAX_SKIPPED) {
                skipped = 0;
                lose(failure);
                return;
            }
            advance();
            prepare();
        }
    }
}
