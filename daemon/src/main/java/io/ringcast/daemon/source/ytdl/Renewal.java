package io.ringcast.daemon.source.ytdl;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again where something is, in time before its place expires; and at once, when the place has turned out not to be good any more.
 * Belongs to the source's event loop.
 */
final class Renewal {

    private static final Logger log = LoggerFactory.getLogger(Renewal.class);

    private static final long FIRST_REST_MILLIS = 2_000;
    private static final long LONGEST_REST_MILLIS = 60_000;

    /** Who is told. */
    interface Events {

        /** It is there from now on. */
        void onRenewed(Found.Media media);

        /** It was asked for at once and cannot be had. */
        void onUnresolved(InputFailure failure);
    }

    private final EventLoop loop;
    private final Resolver resolver;
    private final Page page;
    private final Events events;

    private Resolver.@Nullable Question question;
    private @Nullable Future<?> timer;
    private boolean urgent;
    private long restMillis = FIRST_REST_MILLIS;

    Renewal(EventLoop loop, Resolver resolver, Page page, Events events) {
        this.loop = loop;
        this.resolver = resolver;
        this.page = page;
        this.events = events;
    }

    /** Asks again in time before {@code media} expires, if that is known. */
    void inTime(Found.Media media) {
        cancel();
        if (media.expires().isPresent()) {
            Instant when = Expiry.renewal(media.found(), media.expires().get());
            log.info(
                    "{} event=place-expires origin={} at={} renewed-at={}",
                    resolver.owner(),
                    media.place().uri().getAuthority(),
                    media.expires().get(),
                    when);
            after(Math.max(0, Duration.between(resolver.clock().instant(), when).toMillis()));
        }
    }

    /** Asks now; if that is done already, its answer counts. */
    void atOnce() {
        urgent = true;
        if (question == null) {
            cancelTimer();
            ask();
        }
    }

    /** Whether an answer is waited for before anything else is done. */
    boolean isUrgent() {
        return urgent;
    }

    /** Asks for nothing any more. Idempotent. */
    void cancel() {
        urgent = false;
        restMillis = FIRST_REST_MILLIS;
        cancelTimer();
        if (question != null) {
            question.cancel();
            question = null;
        }
    }

    private void ask() {
        question = resolver.ask(loop, page, new Resolver.Asker() {
            @Override
            public void onFound(Found found) {
                question = null;
                if (found instanceof Found.Media media) {
                    urgent = false;
                    restMillis = FIRST_REST_MILLIS;
                    events.onRenewed(media);
                } else {
                    failed(InputFailure.lasting(
                            Reason.UNRESOLVED, "the page is a list now (expected: the one thing that it was)"));
                }
            }

            @Override
            public void onFailed(InputFailure failure) {
                question = null;
                failed(failure);
            }
        });
    }

    private void failed(InputFailure failure) {
        if (urgent) {
            urgent = false;
            events.onUnresolved(failure);
            return;
        }
        log.warn(
                "{} event=renewal-failed reason={} again-in={}ms detail=\"{}\"",
                resolver.owner(),
                failure.reason().word(),
                restMillis,
                failure.detail());
        after(restMillis);
        restMillis = Math.min(LONGEST_REST_MILLIS, 2 * restMillis);
    }

    private void after(long millis) {
        timer = loop.schedule(
                () -> {
                    timer = null;
                    ask();
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
