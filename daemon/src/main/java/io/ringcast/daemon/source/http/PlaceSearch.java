package io.ringcast.daemon.source.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.http.Download;
import io.ringcast.daemon.http.DownloadFailure;
import io.ringcast.daemon.http.DownloadHandler;
import io.ringcast.daemon.http.DownloadRequest;
import io.ringcast.daemon.http.ResponseHead;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.protocol.live.Reach;
import io.ringcast.protocol.live.SeamSearch;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds where in a live stream a body broke off that did not say where it began: asks what the origin holds (RFC 8673, 2.1), and looks for
 * the body's newest bytes in that.
 *
 * <pre>
 *   HEAD  Range: bytes=0-        206, Content-Range: bytes TAIL-(HEAD-1)/*
 *   GET   Range: bytes=S-(HEAD-1)  ──────[≡≡≡≡]─────────────┤     looked through to its end: at one place, or in doubt
 *                                               └ the next byte
 * </pre>
 *
 * <p>One connection after the other, none beside another one; over after {@value #LONGEST_MILLIS} ms, whatever it has found. Belongs to
 * the source's event loop.
 */
final class PlaceSearch {

    /** What a listener should have to wait at most. */
    static final long LONGEST_MILLIS = 10_000;

    /**
     * What is looked for.
     *
     * @param entityTag of what the body was a part of
     * @param newest its last bytes
     * @param read how many there were in all
     */
    record Wanted(String entityTag, byte[] newest, long read) {}

    /** Who is told, of one thing, once. */
    interface Events {

        /** The byte behind the body is the one at {@code offset}. */
        void onPlaced(long offset);

        /** It is not known where. */
        void onUnplaced(Verdict verdict);
    }

    private final EventLoop loop;
    private final Downloader downloader;
    private final HttpEndpoint endpoint;
    private final Wanted wanted;
    private final Events events;

    private @Nullable Download download;
    private @Nullable Future<?> timer;
    private boolean over;

    PlaceSearch(EventLoop loop, Downloader downloader, HttpEndpoint endpoint, Wanted wanted, Events events) {
        this.loop = loop;
        this.downloader = downloader;
        this.endpoint = endpoint;
        this.wanted = wanted;
        this.events = events;
    }

    void begin() {
        if (over) {
            return;
        }
        timer = loop.schedule(
                () -> giveUp("it was not found within " + LONGEST_MILLIS / 1000 + " s where it broke off"),
                LONGEST_MILLIS,
                TimeUnit.MILLISECONDS);
        ask(endpoint.reachRequest(), new Asking());
    }

    /** Ends it; nobody is told. Idempotent. */
    void cancel() {
        over = true;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (download != null) {
            download.cancel();
        }
    }

    private void ask(DownloadRequest request, DownloadHandler handler) {
        if (download != null) {
            download.cancel();
        }
        try {
            download = downloader.get(loop, request, handler);
        } catch (IllegalArgumentException e) {
            unplaced(new Verdict.Later(
                    InputFailure.lasting(Reason.INTERNAL, "a request that cannot be sent: " + e.getMessage())));
        }
    }

    private void lookThrough(Reach reach) {
        Optional<Reach> part = reach.searched(wanted.read(), wanted.newest().length);
        if (part.isEmpty()) {
            giveUp("it holds bytes " + reach.first() + " to " + reach.last()
                    + " only, in which none of those that came can be");
            return;
        }
        ask(endpoint.partRequest(part.get().range(), wanted.entityTag()), new Looking(part.get()));
    }

    private void giveUp(String why) {
        unplaced(new Verdict.Gone(InputFailure.passing(
                Reason.CHANGED, why + " (expected: the bytes behind the last one; it begins again at a join point)")));
    }

    private void unplaced(Verdict verdict) {
        cancel();
        events.onUnplaced(verdict);
    }

    /** Whether the origin asks for another try; all else is its word. */
    private static boolean isPassing(Answer answer) {
        return answer.status() >= 500 || answer.status() == 408 || answer.status() == 425 || answer.status() == 429;
    }

    /** One of its requests; what it is told after another one was sent does not count. */
    private abstract class Step implements DownloadHandler {

        abstract void answered(Answer answer);

        @Override
        public void onRedirected(URI to) {
            // The client follows where it may.
        }

        @Override
        public void onHead(ResponseHead head) {
            if (over) {
                return;
            }
            Answer answer = Answer.of(head);
            if (isPassing(answer)) {
                unplaced(new Verdict.Later(HttpFailures.ofStatus(head)));
            } else if (!answer.isOf(wanted.entityTag())) {
                giveUp("the origin has begun anew, with another ETag");
            } else {
                answered(answer);
            }
        }

        @Override
        public void onBytes(ByteBuf body) {
            // Of a status that says no.
        }

        @Override
        public void onCompleted() {
            // The head has said it all.
        }

        @Override
        public void onFailed(DownloadFailure failure) {
            if (!over) {
                unplaced(new Verdict.Later(HttpFailures.of(failure)));
            }
        }
    }

    /** What does it hold? */
    private final class Asking extends Step {

        @Override
        void answered(Answer answer) {
            Optional<Reach> reach =
                    answer.status() == 206 ? Reach.of(answer.field(HttpHeaderNames.CONTENT_RANGE)) : Optional.empty();
            if (reach.isPresent()) {
                lookThrough(reach.get());
            } else {
                giveUp("the origin does not say what it holds: status " + answer.status() + ", Content-Range "
                        + answer.field(HttpHeaderNames.CONTENT_RANGE) + " to a HEAD with " + Reach.OPEN_RANGE);
            }
        }
    }

    /** Is it in there, and where? */
    private final class Looking extends Step {

        private final Reach part;
        private final SeamSearch search = new SeamSearch(wanted.newest());
        private long begun;
        private long at;

        Looking(Reach part) {
            this.part = part;
        }

        @Override
        void answered(Answer answer) {
            if (answer.status() == 416) {
                // It has lost its oldest bytes since it was asked: then it says another time what it holds.
                unplaced(new Verdict.Later(InputFailure.passing(
                        Reason.HTTP_4XX, "bytes " + part.first() + " to " + part.last() + " have left its ring")));
            } else if (answer.status() != 206 || answer.first() < part.first() || PlainOrigin.hasTitles(answer)) {
                giveUp("the origin answers with status " + answer.status() + ", Content-Range "
                        + answer.field(HttpHeaderNames.CONTENT_RANGE) + " to " + part.range());
            } else {
                begun = answer.first();
                at = begun;
            }
        }

        @Override
        public void onBytes(ByteBuf body) {
            if (over) {
                return;
            }
            int count = (int) Math.max(0, Math.min(body.readableBytes(), part.last() + 1 - at));
            search.add(body.nioBuffer(body.readerIndex(), count));
            at += count;
            if (search.isDoubtful()) {
                giveUp("its last bytes are in the stream more than once, so that nobody knows where it broke off");
            } else if (at > part.last()) {
                decide();
            }
        }

        private void decide() {
            OptionalLong end = search.end();
            if (end.isEmpty()) {
                giveUp("its last bytes are not among those that the origin holds, " + part.first() + " to "
                        + part.last());
                return;
            }
            cancel();
            events.onPlaced(begun + end.getAsLong());
        }

        @Override
        public void onCompleted() {
            if (!over) {
                unplaced(new Verdict.Later(InputFailure.passing(
                        Reason.TRUNCATED,
                        "the part ended at byte " + at + " (expected: all up to byte " + part.last() + ")")));
            }
        }
    }
}
