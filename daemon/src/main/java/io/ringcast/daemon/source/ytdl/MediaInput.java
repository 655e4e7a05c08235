package io.ringcast.daemon.source.ytdl;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of what a page stands for, whose place changes while it plays.
 *
 * <pre>
 *   resolved ──► plays ── its place will expire: asked for anew in time ──► a file or HLS: moves there with its next request
 *                  ▲                                                   └──► a stream: {@link Crossing} to a second download beside it
 *                  └── refused (4xx), or lost when expired: asked for at once, then goes on where it broke
 * </pre>
 *
 * <p>Belongs to the source's event loop.
 */
final class MediaInput implements Input {

    private static final Logger log = LoggerFactory.getLogger(MediaInput.class);

    private final EventLoop loop;
    private final PageTools tools;
    private final Runnable soon;
    private final InputSink sink;
    private final Renewal renewal;

    private Found.Media media;
    private @Nullable Leg leg;
    private @Nullable Crossing crossing;
    private @Nullable Future<?> heartbeat;
    private boolean reading = true;
    private boolean announced;
    private boolean titled;
    private boolean lossTold;
    private boolean renewedAtOnce;
    private boolean soonTold;

    /**
     * @param media what {@code page} has turned out to be
     * @param soon told once, when it may be time to look for what comes behind it
     */
    MediaInput(EventLoop loop, PageTools tools, Page page, Found.Media media, Runnable soon, InputSink sink) {
        this.loop = loop;
        this.tools = tools;
        this.media = media;
        this.soon = soon;
        this.sink = sink;
        this.renewal = new Renewal(loop, tools.resolver(), page, new Renewals());
    }

    @Override
    public void start() {
        assert loop.inEventLoop();
        if (media.isExpired(tools.resolver().clock().instant())) {
            renewAtOnce();
        } else {
            renewal.inTime(media);
            play();
        }
    }

    @Override
    public void autoRead(boolean on) {
        assert loop.inEventLoop();
        reading = on;
        if (leg != null) {
            leg.input().autoRead(on);
        }
        if (crossing != null) {
            crossing.autoRead(on);
        }
    }

    @Override
    public void interrupt() {
        assert loop.inEventLoop();
        rest();
        if (leg != null) {
            leg.input().interrupt();
        }
        lossTold = true;
    }

    @Override
    public boolean canResume() {
        return leg != null && leg.input().canResume();
    }

    @Override
    public OptionalLong remaining() {
        return leg == null ? OptionalLong.empty() : leg.input().remaining();
    }

    @Override
    public Optional<URI> location() {
        return leg == null ? Optional.empty() : leg.input().location();
    }

    @Override
    public boolean skip(InputFailure why) {
        return leg != null && leg.input().skip(why);
    }

    @Override
    public void stop() {
        rest();
        if (leg != null) {
            leg.close();
        }
    }

    /** Neither asks nor crosses any more. */
    private void rest() {
        renewal.cancel();
        cancelCrossing();
        stopHeartbeat();
    }

    private void play() {
        Leg last = leg;
        if (last != null && last.input().canResume()) {
            last.input().start();
            return;
        }
        if (last != null) {
            last.close();
        }
        Leg next = open(new Heard());
        leg = next;
        next.input().autoRead(reading);
        next.input().start();
    }

    private Leg open(Leg.Events events) {
        return new Leg(events, told -> tools.web().open(loop, media.place(), tools.tally(), told));
    }

    private void renewAtOnce() {
        cancelCrossing();
        renewal.atOnce();
        if (heartbeat == null) {
            // Whoever waits for bytes need not worry: yt-dlp has a limit of its own.
            heartbeat = loop.scheduleAtFixedRate(this::beat, 1, 1, TimeUnit.SECONDS);
        }
    }

    private void beat() {
        if (announced && !lossTold) {
            sink.onAlive();
        }
    }

    private void stopHeartbeat() {
        if (heartbeat != null) {
            heartbeat.cancel(false);
            heartbeat = null;
        }
    }

    private void cancelCrossing() {
        if (crossing != null) {
            crossing.cancel();
            crossing = null;
        }
    }

    private void lose(InputFailure failure) {
        rest();
        lossTold = true;
        sink.onLost(failure);
    }

    /** Where it is by now. */
    private final class Renewals implements Renewal.Events {

        @Override
        public void onRenewed(Found.Media found) {
            boolean waitedFor = heartbeat != null;
            stopHeartbeat();
            media = found;
            log.info("{} event=place-renewed place={}", tools.resolver().owner(), found.place());
            renewal.inTime(found);
            Leg playing = leg;
            if (playing != null) {
                playing.input().moveTo(found.place());
            }
            if (waitedFor) {
                play();
            } else if (playing != null && playing.isStream()) {
                cancelCrossing();
                Crossing begun = new Crossing(loop, playing, MediaInput.this::open, new Crossings());
                crossing = begun;
                begun.autoRead(reading);
                begun.start();
            }
        }

        @Override
        public void onUnresolved(InputFailure failure) {
            lose(failure);
        }
    }

    /** Another download takes over. */
    private final class Crossings implements Crossing.Events {

        @Override
        public void onCrossed(Leg next, ByteBuf bytes, boolean seamless) {
            crossing = null;
            Leg last = leg;
            if (last != null) {
                last.close();
            }
            leg = next;
            log.info("{} event=place-changed seamless={}", tools.resolver().owner(), seamless);
            next.input().autoRead(reading);
            if (!seamless) {
                next.run().ifPresent(MediaInput.this::announce);
            }
            if (bytes.isReadable()) {
                sink.onBytes(bytes);
            }
        }

        @Override
        public void onLost(InputFailure failure, boolean oldIsLost) {
            crossing = null;
            if (oldIsLost) {
                lose(failure);
                return;
            }
            log.warn(
                    "{} event=crossing-failed reason={} detail=\"{}\"",
                    tools.resolver().owner(),
                    failure.reason().word(),
                    failure.detail());
        }

        @Override
        public Leg.Events heard() {
            return new Heard();
        }
    }

    private void announce(InputRun run) {
        if (!announced) {
            announced = true;
            sink.onConnected(run);
            return;
        }
        if (lossTold) {
            lossTold = false;
            sink.onResumed();
        }
        // A stream that is begun again may begin with what came last.
        boolean mayRepeat = !run.finite() && !run.faster();
        sink.onItem(new InputRun(run.format(), run.mediaType(), run.finite(), run.faster(), mayRepeat));
    }

    /** What the download tells that listeners hear. */
    private final class Heard implements Leg.Events {

        @Override
        public void onConnected(Leg from, InputRun run) {
            announce(run);
        }

        @Override
        public void onItem(Leg from, InputRun run) {
            sink.onItem(run);
        }

        @Override
        public void onResumed(Leg from) {
            if (lossTold) {
                lossTold = false;
                sink.onResumed();
            } else {
                sink.onAlive();
            }
        }

        @Override
        public void onAlive(Leg from) {
            sink.onAlive();
        }

        @Override
        public void onBytes(Leg from, ByteBuf bytes) {
            renewedAtOnce = false;
            if (crossing != null) {
                crossing.onDelivered(bytes);
            }
            sink.onBytes(bytes);
            if (!titled && leg == from) {
                titled = true;
                media.title().ifPresent(sink::onTitle);
            }
            if (!soonTold && leg == from && remaining().orElse(0) <= Lookahead.BEFORE_BYTES) {
                soonTold = true;
                soon.run();
            }
        }

        @Override
        public void onTitle(Leg from, String title) {
            sink.onTitle(title);
        }

        @Override
        public void onEnded(Leg from) {
            rest();
            sink.onEnded();
        }

        @Override
        public void onLost(Leg from, InputFailure failure) {
            if (crossing != null && crossing.onOldLost()) {
                return;
            }
            boolean expired = media.isExpired(tools.resolver().clock().instant());
            if ((failure.reason() == Reason.HTTP_4XX || expired) && !renewedAtOnce) {
                renewedAtOnce = true;
                log.info(
                        "{} event=place-lost reason={} expired={} detail=\"{}\"",
                        tools.resolver().owner(),
                        failure.reason().word(),
                        expired,
                        failure.detail());
                renewAtOnce();
            } else {
                lose(failure);
            }
        }

        @Override
        public long patienceNanos() {
            return sink.patienceNanos();
        }
    }
}
