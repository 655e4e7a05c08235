package io.ringcast.daemon.source.hls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.Fetcher;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.SegmentTally;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Gets the keys of segments, and keeps the newest few. They are never shown. Belongs to the source's event loop. */
final class KeyRing {

    /** Keys change now and then; those of the playlist's segments are few. */
    private static final int MOST = 16;

    /** Gets a key. */
    interface Taker {

        /** The 16 bytes of it, which are not to be changed. */
        void onKey(byte[] key);

        void onFailed(InputFailure failure);
    }

    private final EventLoop loop;
    private final Fetcher fetcher;
    private final SegmentTally tally;
    private final Map<URI, byte[]> keys = new LinkedHashMap<>();

    KeyRing(EventLoop loop, Fetcher fetcher, SegmentTally tally) {
        this.loop = loop;
        this.fetcher = fetcher;
        this.tally = tally;
    }

    /** The key at {@code uri} if it is known. */
    Optional<byte[]> known(URI uri) {
        return Optional.ofNullable(keys.get(uri));
    }

    /** Makes what gets the key at {@code uri}; it is begun by the caller, who may interrupt and cancel it. */
    PartFetch fetch(URI uri, Taker taker) {
        return new PartFetch(loop, fetcher, uri, Optional.empty(), true, tally, new Collector(uri, taker));
    }

    private void keep(URI uri, byte[] key) {
        if (keys.size() >= MOST) {
            keys.remove(keys.keySet().iterator().next());
        }
        keys.put(uri, key);
    }

    /** Collects the bytes of one key. */
    private final class Collector implements PartFetch.Events {

        private final URI uri;
        private final Taker taker;

        /** One more than a key has, to see that it is none. */
        private final byte[] bytes = new byte[BlockDecoder.SIZE + 1];

        private int size;

        Collector(URI uri, Taker taker) {
            this.uri = uri;
            this.taker = taker;
        }

        @Override
        public void onBegun() {
            // Its length shows at its end.
        }

        @Override
        public void onBytes(ByteBuf part) {
            int count = Math.min(part.readableBytes(), bytes.length - size);
            part.readBytes(bytes, size, count);
            size += count;
        }

        @Override
        public void onDone() {
            if (size != BlockDecoder.SIZE) {
                taker.onFailed(
                        InputFailure.lasting(
                                Reason.BAD_CODING,
                                "a key of " + (size > BlockDecoder.SIZE ? "more than 16" : String.valueOf(size))
                                        + " bytes from "
                                        + uri.getAuthority()
                                        + " (expected: the 16 bytes of an AES-128 key; is what it answers a page that asks for a login?)"));
                return;
            }
            byte[] key = Arrays.copyOf(bytes, size);
            keep(uri, key);
            taker.onKey(key);
        }

        @Override
        public void onFailed(InputFailure failure) {
            taker.onFailed(failure);
        }
    }
}
