package io.ringcast.daemon.source.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.ringcast.daemon.http.Download;
import io.ringcast.daemon.http.DownloadFailure;
import io.ringcast.daemon.http.DownloadHandler;
import io.ringcast.daemon.http.DownloadRequest;
import io.ringcast.daemon.http.DownloadRequest.Resume;
import io.ringcast.daemon.http.ResponseHead;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.protocol.icy.IcyDemuxer;
import io.ringcast.protocol.icy.IcySink;
import io.ringcast.protocol.live.Provenance;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of an HTTP URL: a live stream on one connection, or a file on as many as it takes.
 *
 * <pre>
 *   GET ──► 200, length known ──► file:  delivered 0 ────── position ✂        resumed by  Range: bytes=position-
 *       │                                                    └─► 206 from position          If-Range: validator
 *       │                                                    └─► 200, same bytes: skip to position
 *       │                                                    └─► anything else: it has changed, this run is over
 *       └─► 200 without a length, or with icy-* fields ──► live: whatever ends it is a loss
 *                 └─► with an epoch and an offset ({@link LiveOrigin}) ──► resumed by  Range: bytes=offset-9007199254740991
 * </pre>
 *
 * <p>A file is resumed only where the second response proves to carry the same bytes ({@link Representation}). Belongs to the source's
 * event loop; each {@link Attempt} is one request, and one that is not the newest says nothing any more.
 */
final class HttpInput implements Input {

    private static final Logger log = LoggerFactory.getLogger(HttpInput.class);

    private static final int MAX_ICY_INTERVAL = 1 << 24;

    private final EventLoop loop;
    private final Downloader downloader;
    private final String daemon;
    private final boolean chunksEnd;
    private final InputSink sink;

    private HttpEndpoint endpoint;
    private boolean reading = true;
    private @Nullable Attempt attempt;

    /** What the first response was about; absent before it came. */
    private @Nullable Representation begun;

    /** The live stream that it is, if its origin counts bytes. */
    private @Nullable LiveOrigin origin;

    private @Nullable URI location;
    private boolean finite;
    private boolean changed;
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
        Attempt next = new Attempt();
        attempt = next;
        loop.execute(next::begin);
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
    }

    @Override
    public boolean canResume() {
        if (changed || begun == null) {
            return false;
        }
        return finite ? position > 0 && begun.isRecognisable() : origin != null && origin.isCounted(position);
    }

    @Override
    public OptionalLong remaining() {
        OptionalLong length = begun == null ? OptionalLong.empty() : begun.length();
        return finite && length.isPresent()
                ? OptionalLong.of(Math.max(0, length.getAsLong() - position))
                : OptionalLong.empty();
    }

    @Override
    public Optional<URI> location() {
        return Optional.ofNullable(location);
    }

    @Override
    public void stop() {
        interrupt();
    }

    private DownloadRequest request() {
        LiveOrigin live = origin;
        return live == null
                ? endpoint.request(resume())
                : endpoint.request(live.offset(position), live.place().entityTag());
    }

    /** What to ask of a file: the rest where positions on the wire are positions in the file, else all of it. */
    private Optional<Resume> resume() {
        Representation known = begun;
        return known == null || position == 0 || known.coded()
                ? Optional.empty()
                : Optional.of(new Resume(position, known.validator()));
    }

    /** One request and what comes of it. */
    private final class Attempt implements DownloadHandler, IcySink {

        private @Nullable Download download;
        private boolean answered;
        private long skip;
        private @Nullable IcyDemuxer titles;
        private BodyType.@Nullable CalledText doubtful;

        void begin() {
            if (!isCurrent()) {
                return;
            }
            try {
                download = downloader.get(loop, request(), this);
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
            if (download != null && answered) {
                download.autoRead(reading);
            }
        }

        @Override
        public void onRedirected(URI to) {
            log.debug("event=redirected to={}", to.getAuthority());
        }

        @Override
        public void onHead(ResponseHead head) {
            if (!isCurrent()) {
                return;
            }
            answered = true;
            Optional<ContentRange> range = ContentRange.parse(head.headers().get(HttpHeaderNames.CONTENT_RANGE));
            Optional<InputFailure> loops = LiveOrigin.loop(head, daemon);
            if (loops.isPresent()) {
                changed = true;
                lose(loops.get());
            } else if (begun == null) {
                onFirst(head, range);
            } else if (origin != null) {
                onLiveAgain(head, range, origin, begun);
            } else {
                onAgain(head, range, begun);
            }
            if (isCurrent() && download != null) {
                download.gather(sink.patienceNanos());
            }
            if (!reading && isCurrent()) {
                applyReading();
            }
        }

        @Override
        public void onBytes(ByteBuf body) {
            if (!isCurrent()) {
                return;
            }
            if (skip > 0) {
                int skipped = (int) Math.min(skip, body.readableBytes());
                body.skipBytes(skipped);
                skip -= skipped;
                sink.onAlive();
            }
            if (!body.isReadable()) {
                return;
            }
            if (doubtful != null) {
                if (!doubtful.isMedia(body)) {
                    lose(doubtful.failure());
                    return;
                }
                doubtful = null;
            }
            if (titles != null) {
                titles.read(body);
            } else {
                onPayload(body);
            }
        }

        @Override
        public void onPayload(ByteBuf payload) {
            if (isCurrent()) {
                position += payload.readableBytes();
                sink.onBytes(payload);
            }
        }

        @Override
        public void onTitle(String title) {
            if (isCurrent()) {
                sink.onTitle(title);
            }
        }

        @Override
        public void onCompleted() {
            Representation known = begun;
            if (!isCurrent() || known == null) {
                return;
            }
            OptionalLong length = known.length();
            if (!finite) {
                lose(InputFailure.passing(
                        Reason.CLOSED,
                        "the origin closed a live stream (expected: bytes for as long as it is on the air)"));
            } else if (skip > 0) {
                loseChanged("it is now shorter than the " + position + " bytes that came before");
            } else if (length.isPresent() && position < length.getAsLong()) {
                lose(InputFailure.passing(
                        Reason.TRUNCATED,
                        "the body ended at byte " + position + " (expected: " + length.getAsLong() + " bytes)"));
            } else {
                attempt = null;
                sink.onEnded();
            }
        }

        @Override
        public void onFailed(DownloadFailure failure) {
            if (isCurrent()) {
                lose(HttpFailures.of(failure));
            }
        }

        /** The first response of the run decides what it is. */
        private void onFirst(ResponseHead head, Optional<ContentRange> range) {
            boolean whole = head.status() == 200
                    || (head.status() == 206
                            && range.isPresent()
                            && range.get().first().orElse(-1) == 0);
            if (!whole) {
                lose(HttpFailures.ofStatus(head));
                return;
            }
            BodyType type = BodyType.of(head.headers().get(HttpHeaderNames.CONTENT_TYPE));
            if (type instanceof BodyType.Refused refused) {
                lose(refused.failure());
                return;
            }
            doubtful = type instanceof BodyType.CalledText text ? text : null;
            boolean station =
                    head.headers().names().stream().anyMatch(name -> name.regionMatches(true, 0, "icy-", 0, 4));
            String interval = head.headers().get("icy-metaint");
            if (interval != null && !demux(interval.strip())) {
                return;
            }
            Representation representation = Representation.of(head, range);
            begun = representation;
            location = head.uri();
            boolean ends = representation.length().isPresent()
                    || hasCodedLength(head, representation)
                    || (chunksEnd && !head.untilClose());
            finite = !station && ends;
            Optional<String> mediaType = type instanceof BodyType.Media media ? media.mediaType() : Optional.empty();
            origin = finite || representation.coded()
                    ? null
                    : LiveOrigin.of(head).orElse(null);
            sink.onConnected(
                    finite
                            ? InputRun.item(mediaType).named(FileName.of(head.headers()))
                            : InputRun.live(mediaType).from(provenance(head)));
        }

        private Provenance provenance(ResponseHead head) {
            Provenance said = LiveOrigin.provenance(head);
            return origin == null ? said.withoutPlace() : said;
        }

        /** A later response of a live stream goes on behind the last byte, or the run is over. */
        private void onLiveAgain(
                ResponseHead head, Optional<ContentRange> range, LiveOrigin live, Representation known) {
            LiveOrigin.Verdict verdict = live.judge(head, range, live.offset(position));
            if (verdict instanceof LiveOrigin.Verdict.GoesOn on) {
                goOn(on.skip(), known);
            } else if (verdict instanceof LiveOrigin.Verdict.Later later) {
                lose(later.failure());
            } else if (verdict instanceof LiveOrigin.Verdict.Gone gone) {
                changed = true;
                lose(InputFailure.passing(
                        Reason.CHANGED,
                        gone.why() + " (expected: the bytes behind byte " + live.offset(position)
                                + "; it begins again at a join point)"));
            }
        }

        /** A later response may only go on where the bytes broke off. */
        private void onAgain(ResponseHead head, Optional<ContentRange> range, Representation known) {
            Representation now = Representation.of(head, range);
            switch (head.status()) {
                case 206 -> {
                    OptionalLong first = range.isPresent() ? range.get().first() : OptionalLong.empty();
                    if (first.isEmpty() || first.getAsLong() > position || now.coded()) {
                        loseChanged("the answer is not the part that was asked for (bytes " + position + "-): "
                                + head.headers().get(HttpHeaderNames.CONTENT_RANGE));
                    } else if (known.contradicts(now)) {
                        loseChanged("its length, ETag or Last-Modified is another than before");
                    } else {
                        goOn(position - first.getAsLong(), now);
                    }
                }
                case 200 -> {
                    if (known.isSameAs(now)) {
                        goOn(position, now);
                    } else {
                        loseChanged("its length, ETag or Last-Modified is another than before, or missing");
                    }
                }
                case 416 -> {
                    OptionalLong complete = range.isPresent() ? range.get().complete() : OptionalLong.empty();
                    if (complete.isPresent() && complete.getAsLong() == position && !known.contradicts(now)) {
                        goOn(0, now);
                        interrupt();
                        sink.onEnded();
                    } else {
                        loseChanged("it has no byte " + position + " any more");
                    }
                }
                default -> lose(HttpFailures.ofStatus(head));
            }
        }

        private void goOn(long delivered, Representation now) {
            skip = delivered;
            if (begun != null) {
                begun = begun.learnedFrom(now);
            }
            sink.onResumed();
        }

        private boolean demux(String interval) {
            if (interval.equals("0")) {
                return true;
            }
            boolean valid = interval.matches("[0-9]{1,8}") && Integer.parseInt(interval) <= MAX_ICY_INTERVAL;
            if (valid) {
                titles = new IcyDemuxer(Integer.parseInt(interval), this);
            } else {
                lose(InputFailure.lasting(
                        Reason.BAD_RESPONSE,
                        "icy-metaint: " + interval + " (expected: 1 to " + MAX_ICY_INTERVAL
                                + "; without it titles and sound cannot be told apart)"));
            }
            return valid;
        }

        private boolean hasCodedLength(ResponseHead head, Representation representation) {
            return representation.coded() && head.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
        }

        private void loseChanged(String why) {
            changed = true;
            lose(InputFailure.passing(
                    Reason.CHANGED, why + " (expected: the file that was begun; it begins again from its first byte)"));
        }

        private void lose(InputFailure failure) {
            interrupt();
            sink.onLost(failure);
        }

        private boolean isCurrent() {
            return attempt == this;
        }
    }
}
