package io.ringcast.daemon.source.hls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.Fetcher;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.SegmentTally;
import io.ringcast.protocol.playlist.HlsKey;
import io.ringcast.protocol.playlist.HlsRange;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Gets one resource, or a part of it, in clear: its key before it, if it is encrypted. Belongs to the source's event loop. */
final class ClearFetch {

    /** What it takes to get anything. */
    record Tools(EventLoop loop, ByteBufAllocator allocator, Fetcher fetcher, KeyRing keys, SegmentTally tally) {}

    /** Who gets the bytes. */
    interface Events {

        /** Borrows {@code bytes}. */
        void onBytes(ByteBuf bytes);

        /** How much is to come is known as far as it will be. */
        void onBegun();

        void onDone();

        /** It could not be had. */
        void onFailed(InputFailure failure);
    }

    private final Tools tools;
    private final Optional<HlsKey> key;
    private final long sequence;
    private final Events events;
    private final PartFetch part;

    private @Nullable PartFetch keyFetch;
    private @Nullable BlockDecoder decoder;

    /**
     * @param sequence number of the segment that it is or belongs to, which may be the initialization vector
     * @param reading whether bytes may come
     */
    ClearFetch(
            Tools tools,
            URI uri,
            Optional<HlsRange> range,
            Optional<HlsKey> key,
            long sequence,
            boolean reading,
            Events events) {
        this.tools = tools;
        this.key = key;
        this.sequence = sequence;
        this.events = events;
        this.part = new PartFetch(tools.loop(), tools.fetcher(), uri, range, reading, tools.tally(), new Coded());
    }

    /** Asks for it, or after {@link #interrupt()} for the rest. Events come after this has returned. */
    void begin() {
        if (key.isEmpty() || decoder != null) {
            part.begin();
            return;
        }
        URI uri = key.get().uri();
        Optional<byte[]> known = tools.keys().known(uri);
        if (known.isPresent()) {
            onKey(known.get());
            return;
        }
        if (keyFetch == null) {
            keyFetch = tools.keys().fetch(uri, new Key());
        }
        keyFetch.begin();
    }

    void reading(boolean on) {
        part.reading(on);
    }

    /** Bytes that are still to come, 0 when nobody knows how many; absent before it has begun. */
    OptionalLong left() {
        return part.begun() ? OptionalLong.of(part.left().orElse(0)) : OptionalLong.empty();
    }

    /** Drops the connection; {@link #begin()} goes on. */
    void interrupt() {
        part.interrupt();
        if (keyFetch != null) {
            keyFetch.interrupt();
        }
    }

    /** Ends it; nothing is told any more. Idempotent. */
    void cancel() {
        part.cancel();
        if (keyFetch != null) {
            keyFetch.cancel();
        }
    }

    private void onKey(byte[] bytes) {
        keyFetch = null;
        try {
            decoder =
                    new BlockDecoder(tools.allocator(), bytes, key.orElseThrow().vector(sequence));
        } catch (GeneralSecurityException e) {
            tools.loop().execute(() -> failCoding(e));
            return;
        }
        part.begin();
    }

    private void failCoding(GeneralSecurityException e) {
        cancel();
        events.onFailed(InputFailure.lasting(
                Reason.BAD_CODING,
                "segment " + sequence + " cannot be decrypted: " + e.getMessage()
                        + " (expected: AES-128 in CBC mode; is this the right key?)"));
    }

    /** The key comes. */
    private final class Key implements KeyRing.Taker {

        @Override
        public void onKey(byte[] bytes) {
            ClearFetch.this.onKey(bytes);
        }

        @Override
        public void onFailed(InputFailure failure) {
            events.onFailed(failure);
        }
    }

    /** The bytes come as they are on the wire. */
    private final class Coded implements PartFetch.Events {

        @Override
        public void onBegun() {
            events.onBegun();
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            if (decoder == null) {
                events.onBytes(bytes);
                return;
            }
            ByteBuf clear;
            try {
                clear = decoder.decrypt(bytes);
            } catch (GeneralSecurityException e) {
                failCoding(e);
                return;
            }
            try {
                if (clear.isReadable()) {
                    events.onBytes(clear);
                }
            } finally {
                clear.release();
            }
        }

        @Override
        public void onDone() {
            if (decoder != null) {
                try {
                    ByteBuf last = Unpooled.wrappedBuffer(decoder.end());
                    if (last.isReadable()) {
                        events.onBytes(last);
                    }
                } catch (GeneralSecurityException e) {
                    failCoding(e);
                    return;
                }
            }
            events.onDone();
        }

        @Override
        public void onFailed(InputFailure failure) {
            events.onFailed(failure);
        }
    }
}
