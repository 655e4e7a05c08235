package io.ringcast.daemon.source.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.ringcast.daemon.http.Download;
import io.ringcast.daemon.http.DownloadFailure;
import io.ringcast.daemon.http.DownloadHandler;
import io.ringcast.daemon.http.ResponseHead;
import io.ringcast.daemon.source.Fetcher;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One GET of a resource or a part of it: whatever the origin makes of the range, the taker gets exactly the bytes that were wanted. Belongs
 * to the event loop that it was begun on.
 */
final class HttpFetch implements Fetcher.Fetch, DownloadHandler {

    private final Fetcher.Part part;
    private final Fetcher.Taker taker;

    private @Nullable Download download;
    private boolean over;
    private boolean begun;

    /** Bytes before the part, and those of it that are to come if its length is known. */
    private long skip;

    private long left = Long.MAX_VALUE;

    HttpFetch(Fetcher.Part part, Fetcher.Taker taker) {
        this.part = part;
        this.taker = taker;
    }

    void begin(EventLoop loop, Downloader downloader, HttpEndpoint endpoint) {
        if (over) {
            return;
        }
        try {
            download = downloader.get(loop, endpoint.named(part.uri()).request(part), this);
        } catch (IllegalArgumentException e) {
            fail(InputFailure.lasting(
                    Reason.PLAYLIST,
                    "it names what cannot be asked for: " + e.getMessage()
                            + " (expected: http and https only, since it came over the network)"));
        }
    }

    @Override
    public void autoRead(boolean on) {
        if (download != null && begun && !over) {
            download.autoRead(on);
        }
    }

    @Override
    public void cancel() {
        over = true;
        if (download != null) {
            download.cancel();
        }
    }

    @Override
    public void onRedirected(URI to) {
        // The client follows where it may.
    }

    @Override
    public void onHead(ResponseHead head) {
        if (over) {
            return;
        }
        Optional<ContentRange> range = head.status() == 206
                ? ContentRange.parse(head.headers().get(HttpHeaderNames.CONTENT_RANGE))
                : Optional.empty();
        Representation representation = Representation.of(head, range);
        OptionalLong first = range.isPresent() ? range.get().first() : OptionalLong.of(0);
        boolean asked = head.status() == 200 || (head.status() == 206 && range.isPresent() && first.isPresent());
        if (!asked) {
            fail(HttpFailures.ofStatus(head));
            return;
        }
        if (part.validator().isPresent()
                && representation.etag().isPresent()
                && !part.validator().equals(representation.etag())) {
            fail(InputFailure.passing(Reason.CHANGED, "its ETag is another than before (expected: the one it had)"));
            return;
        }
        skip = part.from() - first.orElse(0);
        if (skip < 0) {
            fail(InputFailure.lasting(
                    Reason.BAD_RESPONSE,
                    "a part from byte " + first.orElse(0) + " came (expected: from " + part.from() + ")"));
            return;
        }
        left = part.length().orElse(Long.MAX_VALUE);
        begun = true;
        taker.onBegun(head.uri(), toCome(representation), representation.etag());
    }

    @Override
    public void onBytes(ByteBuf body) {
        if (over || !begun) {
            return;
        }
        int skipped = (int) Math.min(skip, body.readableBytes());
        body.skipBytes(skipped);
        skip -= skipped;
        int wanted = (int) Math.min(left, body.readableBytes());
        left -= left == Long.MAX_VALUE ? 0 : wanted;
        if (wanted > 0) {
            taker.onBytes(body.writerIndex(body.readerIndex() + wanted));
        }
        if (left == 0 && !over) {
            done();
        }
    }

    @Override
    public void onCompleted() {
        if (over) {
            return;
        }
        if (skip > 0 || left != Long.MAX_VALUE) {
            fail(InputFailure.passing(
                    Reason.TRUNCATED,
                    "it is shorter than the part that the playlist names (expected: "
                            + part.length().orElse(0) + " bytes from " + part.from() + ")"));
        } else {
            done();
        }
    }

    @Override
    public void onFailed(DownloadFailure failure) {
        if (!over) {
            fail(HttpFailures.of(failure));
        }
    }

    private OptionalLong toCome(Representation representation) {
        OptionalLong length = representation.length();
        if (part.length().isPresent() || length.isEmpty()) {
            return part.length();
        }
        return OptionalLong.of(Math.max(0, length.getAsLong() - part.from()));
    }

    private void done() {
        cancel();
        taker.onDone();
    }

    private void fail(InputFailure failure) {
        cancel();
        taker.onFailed(failure);
    }
}
