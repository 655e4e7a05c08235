package io.ringcast.daemon.source.hls;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.source.HlsOpener;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.protocol.playlist.HlsMaster;
import io.ringcast.protocol.playlist.HlsMedia;
import io.ringcast.protocol.playlist.HlsPlaylist;
import io.ringcast.protocol.playlist.HlsVariant;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the media playlist comes from: the variant that is taken, and its playlist again and again while it is live ({@link ReloadClock}).
 * Belongs to the source's event loop.
 */
final class MediaSource {

    private static final Logger log = LoggerFactory.getLogger(MediaSource.class);

    /** While it waits it says now and then that all is well. */
    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What is told, and asked. */
    interface Events {

        /** The playlist as it is now; returns whether there is anything new in it. */
        boolean onPlaylist(HlsMedia playlist);

        /** The time has not come to ask again. */
        void onWaiting();

        /** Whether no segment will be added to it. */
        boolean isComplete();

        /** Whether there is nothing left to play, so that only news help. */
        boolean isIdle();

        /** It cannot be had, or is out of date. */
        void onLost(InputFailure failure);
    }

    private final EventLoop loop;
    private final Ticker ticker;
    private final HlsOpener.Found found;
    private final Events events;
    private final ReloadClock clock = new ReloadClock();
    private final Deque<HlsVariant> variants = new ArrayDeque<>();

    /** As it was named, and where that led to. */
    private URI named;

    private URI location;
    private @Nullable HlsMedia playlist;
    private boolean running;
    private boolean stale;
    private boolean failing;
    private long askedNanos;
    private @Nullable PlaylistLoad load;
    private @Nullable Future<?> timer;

    MediaSource(EventLoop loop, Ticker ticker, HlsOpener.Found found, Events events) {
        this.loop = loop;
        this.ticker = ticker;
        this.found = found;
        this.events = events;
        this.named = found.location();
        this.location = found.location();
    }

    /** Begins, or goes on after {@link #stop()}. Events come after this has returned. */
    void start() {
        stop();
        running = true;
        long now = ticker.nanoTime();
        if (!stale) {
            clock.begin(now);
        }
        HlsMedia known = playlist;
        if (known == null) {
            askedNanos = now;
            arm(0, () -> onPlaylist(found.playlist(), found.location()));
        } else if (events.isComplete()) {
            arm(0, () -> events.onPlaylist(known));
        } else {
            ask(location);
        }
    }

    /** Asks for nothing any more. Idempotent. */
    void stop() {
        running = false;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (load != null) {
            load.cancel();
            load = null;
        }
    }

    private void ask(URI uri) {
        askedNanos = ticker.nanoTime();
        load = PlaylistLoad.begin(loop, found.fetcher(), uri, new PlaylistLoad.Events() {
            @Override
            public void onPlaylist(HlsPlaylist came, URI from) {
                load = null;
                MediaSource.this.onPlaylist(came, from);
            }

            @Override
            public void onFailed(InputFailure failure) {
                load = null;
                MediaSource.this.onFailed(failure);
            }
        });
    }

    private void onPlaylist(HlsPlaylist came, URI from) {
        if (came instanceof HlsMedia media) {
            location = from;
            onMedia(media);
        } else if (came instanceof HlsMaster master && playlist == null && variants.isEmpty()) {
            onMaster(master);
        } else {
            onFailed(InputFailure.lasting(
                    Reason.PLAYLIST,
                    "a master playlist came from " + from.getAuthority()
                            + " (expected: the media playlist of a variant)"));
        }
    }

    private void onMaster(HlsMaster master) {
        variants.addAll(VariantChoice.inOrder(master, found.maxBandwidth()));
        HlsVariant taken = variants.element();
        log.info(
                "event=hls-variant bandwidth={} resolution={} codecs=\"{}\" variants={} renditions={}",
                taken.bandwidth(),
                taken.resolution().orElse("unknown"),
                taken.codecs().orElse(""),
                master.variants().size(),
                master.renditions().size());
        if (master.soundIsApart(taken)) {
            log.warn("event=hls-remark detail=\"its sound comes in a playlist of its own, which is not joined to it"
                    + " (expected: a variant with both); listeners get pictures only, unless ffmpeg joins them: an"
                    + " input { exec = [ffmpeg, -i, URL, -c, copy, -f, mpegts, -] }\"");
        }
        askNext();
    }

    private void askNext() {
        named = variants.remove().uri();
        ask(named);
    }

    private void onMedia(HlsMedia media) {
        playlist = media;
        failing = false;
        boolean changed = events.onPlaylist(media);
        if (!running || events.isComplete()) {
            return;
        }
        long now = ticker.nanoTime();
        clock.onLoaded(changed, media.targetDuration(), askedNanos, now);
        stale = clock.isStale(now);
        if (stale && events.isIdle()) {
            events.onLost(InputFailure.passing(
                    Reason.STALE,
                    "the playlist has not changed for " + TimeUnit.NANOSECONDS.toSeconds(clock.limitNanos())
                            + " s (expected: a new segment every "
                            + media.targetDuration().toSeconds() + " s; has its encoder stopped?)"));
        } else {
            await();
        }
    }

    private void onFailed(InputFailure failure) {
        if (playlist == null) {
            if (variants.isEmpty()) {
                events.onLost(failure);
            } else {
                log.warn(
                        "event=hls-variant-lost reason={} detail=\"{}\"",
                        failure.reason().word(),
                        failure.detail());
                askNext();
            }
            return;
        }
        failing = true;
        // A redirect may have led to what is not there any more.
        location = named;
        long now = ticker.nanoTime();
        clock.onFailed(now);
        if (clock.isStale(now) && events.isIdle()) {
            events.onLost(failure);
        } else {
            await();
        }
    }

    /** Asks again when the time has come. */
    private void await() {
        long wait = clock.waitNanos(ticker.nanoTime());
        if (wait <= 0) {
            ask(location);
            return;
        }
        if (!failing) {
            events.onWaiting();
        }
        arm(Math.min(wait, HEARTBEAT_NANOS), this::await);
    }

    private void arm(long nanos, Runnable action) {
        timer = loop.schedule(
                () -> {
                    timer = null;
                    action.run();
                },
                nanos,
                TimeUnit.NANOSECONDS);
    }
}
