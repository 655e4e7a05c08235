package io.ringcast.daemon.source.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.Fetcher;
import io.ringcast.daemon.source.InputFailure;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Gets what an HLS playlist names, and the playlist itself from wherever it is by now: whoever asks for it where it was, gets it from its
 * newest place. Belongs to the source's event loop.
 */
final class MovingFetcher implements Fetcher {

    private final Downloader downloader;

    /** Where the playlist may be asked for: where it was first, where redirects led from there, and where it was last. */
    private final Set<URI> first = new HashSet<>();

    private HttpEndpoint endpoint;
    private URI newest;
    private boolean moved;

    MovingFetcher(Downloader downloader, HttpEndpoint endpoint) {
        this.downloader = downloader;
        this.endpoint = endpoint;
        this.newest = endpoint.uri();
        first.add(newest);
    }

    /** Redirects led from its first place to there. */
    void foundAt(URI location) {
        first.add(location);
        newest = location;
    }

    void moveTo(HttpEndpoint other) {
        endpoint = other;
        moved = true;
    }

    @Override
    public Fetch get(EventLoop loop, Part part, Taker taker) {
        HttpFetcher fetcher = new HttpFetcher(downloader, endpoint);
        boolean ofList = part.uri().equals(newest) || first.contains(part.uri());
        if (!ofList) {
            return fetcher.get(loop, part, taker);
        }
        boolean there = moved || !part.uri().equals(newest);
        return fetcher.get(loop, there ? Part.whole(endpoint.uri()) : part, new Located(taker));
    }

    /** Notes where the playlist was found: it is asked for there next time. */
    private final class Located implements Taker {

        private final Taker taker;

        Located(Taker taker) {
            this.taker = taker;
        }

        @Override
        public void onBegun(URI location, OptionalLong left, Optional<String> validator) {
            newest = location;
            moved = false;
            taker.onBegun(location, left, validator);
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            taker.onBytes(bytes);
        }

        @Override
        public void onDone() {
            taker.onDone();
        }

        @Override
        public void onFailed(InputFailure failure) {
            taker.onFailed(failure);
        }
    }
}
