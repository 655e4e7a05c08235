package io.ringcast.daemon.source.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.http.Download;
import io.ringcast.daemon.http.DownloadFailure;
import io.ringcast.daemon.http.DownloadHandler;
import io.ringcast.daemon.http.ResponseHead;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.InputSink;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of an HTTP URL: a live stream or a file, on as many connections as it takes.
 *
 * <pre>
 *   {@link HttpEndpoint}  makes the request of the {@link Attempt}
 *        │
 *        ▼ head                      the first: {@link FirstAnswer} ─► what the run is, and its {@link Origin}:
 *   {@link Answer} ──► judged by          │
 *        │                           │   {@link FileOrigin}   a file: Range: bytes=position-, If-Range: validator
 *        │                           │   {@link LiveOrigin}   counts, and said where it began: Range: bytes=offset-9007199254740991
 *        │                           │   {@link PlainOrigin}  knows RFC 8673: likewise, once {@link PlaceSearch} has found the place
 *        │                           ▼
 *        │              all others: the origin ─► {@link Verdict}: goes on, later, gone
 *        ▼ body
 *   {@link BodyReader}  skips and compares what came before, looks whether it is media, takes titles out ──► {@link InputSink}
 * </pre>
 *
 * <p>A run is only resumed where the answer proves to carry the bytes behind the last one that came; when in doubt it is over, and another one
 * begins. Belongs to the source's event loop; one thing at a time is under way, and what is not the newest says nothing any more.
 */
final class HttpInput implements Input {

    private static final Logger log = LoggerFactory.getLogger(HttpInput.class);

    private final EventLoop loop;
    private final Downloader downloader;
    private final String daemon;
    private final boolean chunksEnd;
    private final InputSink sink;

    private HttpEndpoint endpoint;
    private boolean reading = true;
    private @Nullable Attempt attempt;
    private @Nullable PlaceSearch search;

    /** Whose bytes they are; null before the first answer came. */
    private @Nullable Origin origin;

    private @Nullable URI location;
    private boolean over;

    /** Bytes that were given to the sink. */
    private long position;

    /** @param daemon the name of this daemon in {@code Via} */
    HttpInput(EventLoop loop, Downloader downloader, String daemon, HttpEndpoint endpoint, InputSink sink) {
        this(loop, downloader, daemon, endpoint, false, sink);
    }

    /**
     * @param daemon the name of this daemon in {@code Via}
     * @param chunksEnd whether a body of unknown length is an item, that ends with its last chunk: for who gets one thing once
     */
    HttpInput(
            EventLoop loop,
            Downloader downloader,
            String daemon,
            HttpEndpoint endpoint,
            boolean chunksEnd,
            InputSink sink) {
        this.loop = loop;
        this.downloader = downloader;
        this.daemon = daemon;
        this.endpoint = endpoint;
        this.chunksEnd = chunksEnd;
        this.sink = sink;
    }

    @Override
    public void start() {
        assert loop.inEventLoop();
        interrupt();
        if (origin instanceof PlainOrigin plain && !plain.isPlaced()) {
            PlaceSearch next = new PlaceSearch(loop, downloader, endpoint, plain.wanted(position), new Placing(plain));
            search = next;
            loop.execute(next::begin);
        } else {
            Attempt next = new Attempt();
            attempt = next;
            loop.execute(next::begin);
        }
    }

    @Override
    public void autoRead(boolean on) {
        assert loop.inEventLoop();
        reading = on;
        if (attempt != null) {
            attempt.applyReading();
        }
    }

    /** From the next request on it is asked for there; it goes on only if the same bytes are there. */
    void moveTo(HttpEndpoint other) {
        assert loop.inEventLoop();
        endpoint = other;
    }

    @Override
    public void interrupt() {
        assert loop.inEventLoop();
        Attempt last = attempt;
        attempt = null;
        if (last != null) {
            last.cancel();
        }
        if (search != null) {
            search.cancel();
            search = null;
        }
    }

    @Override
    public boolean canResume() {
        return !over && origin != null && origin.canResume(position);
    }

    @Override
    public OptionalLong remaining() {
        OptionalLong length = origin instanceof FileOrigin file ? file.length() : OptionalLong.empty();
        return length.isPresent() ? OptionalLong.of(Math.max(0, length.getAsLong() - position)) : OptionalLong.empty();
    }

    @Override
    public Optional<URI> location() {
        return Optional.ofNullable(location);
    }

    @Override
    public void stop() {
        interrupt();
    }

    /** What cannot be resumed any more. */
    private void loseForGood(InputFailure failure) {
        over = true;
        lose(failure);
    }

    private void lose(InputFailure failure) {
        interrupt();
        sink.onLost(failure);
    }

    /** The place of the byte that comes next is looked for. */
    private final class Placing implements PlaceSearch.Events {

        private final PlainOrigin plain;

        Placing(PlainOrigin plain) {
            this.plain = plain;
        }

        @Override
        public void onPlaced(long offset) {
            log.debug("event=placed offset={} read={}", offset, position);
            plain.place(offset, position);
            search = null;
            Attempt next = new Attempt();
            attempt = next;
            next.begin();
        }

        @Override
        public void onUnplaced(Verdict verdict) {
            if (verdict instanceof Verdict.Later later) {
                lose(later.failure());
            } else if (verdict instanceof Verdict.Gone gone) {
                loseForGood(gone.failure());
            }
        }
    }

    /** One request and what comes of it. */
    private final class Attempt implements DownloadHandler, BodyReader.Events {

        private @Nullable Download download;
        private @Nullable BodyReader body;

        void begin() {
            if (isOver()) {
                return;
            }
            Origin known = origin;
            try {
                download = downloader.get(
                        loop,
                        known == null ? endpoint.request(Optional.empty()) : known.request(endpoint, position),
                        this);
            } catch (IllegalArgumentException e) {
                lose(InputFailure.lasting(Reason.INTERNAL, "a request that cannot be sent: " + e.getMessage()));
            }
        }

        void cancel() {
            if (download != null) {
                download.cancel();
            }
        }

        /** Before the head there is nothing to hold back, and a connection that is not read would never see it. */
        void applyReading() {
            if (download != null && body != null) {
                download.autoRead(reading);
            }
        }

        @Override
        public void onRedirected(URI to) {
            log.debug("event=redirected to={}", to.getAuthority());
        }

        @Override
        public void onHead(ResponseHead head) {
            if (isOver()) {
                return;
            }
            Answer answer = Answer.of(head);
            Optional<InputFailure> loops = Loops.in(answer, daemon);
            Origin known = origin;
            if (loops.isPresent()) {
                loseForGood(loops.get());
            } else if (known == null) {
                onFirst(FirstAnswer.of(answer, chunksEnd));
            } else {
                onAgain(known.judge(answer, position));
            }
            if (!isOver() && download != null) {
                download.gather(sink.patienceNanos());
            }
            if (!reading && !isOver()) {
                applyReading();
            }
        }

        private void onFirst(FirstAnswer first) {
            if (first instanceof FirstAnswer.Refused refused) {
                lose(refused.failure());
            } else if (first instanceof FirstAnswer.Begins begins) {
                origin = begins.origin();
                location = begins.location();
                body = BodyReader.of(begins, this);
                sink.onConnected(begins.run());
            }
        }

        private void onAgain(Verdict verdict) {
            if (verdict instanceof Verdict.GoesOn on) {
                body = BodyReader.of(on, this);
                sink.onResumed();
            } else if (verdict instanceof Verdict.Complete) {
                sink.onResumed();
                end();
            } else if (verdict instanceof Verdict.Later later) {
                lose(later.failure());
            } else if (verdict instanceof Verdict.Gone gone) {
                loseForGood(gone.failure());
            }
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            if (!isOver() && body != null) {
                body.read(bytes);
            }
        }

        @Override
        public void onPayload(ByteBuf payload) {
            if (isOver()) {
                return;
            }
            position += payload.readableBytes();
            if (origin instanceof PlainOrigin plain) {
                plain.delivered(payload);
            }
            sink.onBytes(payload);
        }

        @Override
        public void onTitle(String title) {
            if (!isOver()) {
                sink.onTitle(title);
            }
        }

        @Override
        public void onKnown() {
            sink.onAlive();
        }

        @Override
        public void onUnfit(InputFailure failure) {
            lose(failure);
        }

        @Override
        public void onOther(InputFailure failure) {
            loseForGood(failure);
        }

        @Override
        public void onCompleted() {
            if (isOver() || origin == null) {
                return;
            }
            OptionalLong length = origin instanceof FileOrigin file ? file.length() : OptionalLong.empty();
            if (!(origin instanceof FileOrigin file && file.isFinite())) {
                lose(InputFailure.passing(
                        Reason.CLOSED,
                        "the origin closed a live stream (expected: bytes for as long as it is on the air)"));
            } else if (body != null && body.isBehind()) {
                loseForGood(FileOrigin.changed("it is now shorter than the " + position + " bytes that came before")
                        .failure());
            } else if (length.isPresent() && position < length.getAsLong()) {
                lose(InputFailure.passing(
                        Reason.TRUNCATED,
                        "the body ended at byte " + position + " (expected: " + length.getAsLong() + " bytes)"));
            } else {
                end();
            }
        }

        @Override
        public void onFailed(DownloadFailure failure) {
            if (!isOver()) {
                lose(HttpFailures.of(failure));
            }
        }

        private void end() {
            interrupt();
            sink.onEnded();
        }

        @Override
        public boolean isOver() {
            return attempt != this;
        }
    }
}
