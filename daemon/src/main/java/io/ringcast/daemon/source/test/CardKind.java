package io.ringcast.daemon.source.test;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputKind;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code test:card}: moving picture, running clock and a tone, from a transport stream that is packed with the daemon. Immutable. */
public final class CardKind implements InputKind {

    private static final String RESOURCE = "card.ts";

    private static final UrlKind KIND = UrlKind.input("test-card", "test:card")
            .says(
                    "test:card",
                    "A built-in test card: moving picture, running clock, tone; MPEG-TS with H.264 and AAC, for ever.")
            .canWait()
            .even()
            .build();

    private final ByteBufAllocator allocator;

    /** {@code allocator} makes the pieces that are handed on. */
    public CardKind(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    @Override
    public UrlKind urlKind() {
        return KIND;
    }

    @Override
    public InputOpener opener(String source, InputConfig config) {
        return new Opener(config.url().toString(), allocator, packed());
    }

    private static byte[] packed() {
        try (InputStream stream = CardKind.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(
                        "resource " + RESOURCE + ": missing (expected: packed beside " + CardKind.class + ")");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Opener implements InputOpener {

        private final String url;
        private final ByteBufAllocator allocator;
        private final byte[] card;

        Opener(String url, ByteBufAllocator allocator, byte[] card) {
            this.url = url;
            this.allocator = allocator;
            this.card = card;
        }

        @Override
        public String url() {
            return url;
        }

        @Override
        public Input open(EventLoop loop, InputSink sink) {
            return new CardInput(loop, allocator, sink, card);
        }
    }
}
