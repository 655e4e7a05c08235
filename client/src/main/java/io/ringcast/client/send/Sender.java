package io.ringcast.client.send;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.container.Detection;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.container.FormatDetector;
import io.ringcast.protocol.container.UnitParser;
import io.ringcast.protocol.container.UnitParsers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Sends what it reads over one connection: at the pace of the clock in it, at a rate, or as fast as it is taken. Nothing is read ahead but
 * one buffer.
 */
public final class Sender {

    /** Formats that may follow themselves on one connection; others have a head that stands only at the beginning. */
    private static final Set<String> REPEATABLE = Set.of("mpegts", "mp3", "mp2", "adts", "ac3", "eac3", "ogg");

    private static final int BUFFER_BYTES = 16 * 1024;

    /** Opens what is sent, anew for each round. */
    @FunctionalInterface
    public interface Input {
        InputStream open() throws IOException;
    }

    private final ByteBufAllocator allocator;
    private final SendTime time;
    private final Optional<String> password;
    private final Duration patience;
    private final String userAgent;

    /**
     * @param password for a target that has none in its URL
     * @param patience for a connection and for an answer
     */
    public Sender(ByteBufAllocator allocator, Optional<String> password, Duration patience, String userAgent) {
        this(allocator, SendTime.REAL, password, patience, userAgent);
    }

    Sender(ByteBufAllocator allocator, SendTime time, Optional<String> password, Duration patience, String userAgent) {
        this.allocator = allocator;
        this.time = time;
        this.password = password;
        this.patience = patience;
        this.userAgent = userAgent;
    }

    /**
     * Sends {@code input} once, or until {@code rounds} were sent.
     *
     * @param rounds at least 1
     * @return how many bytes were sent
     * @throws io.ringcast.client.UnavailableException if the target cannot be had, refuses or goes away
     * @throws IllegalArgumentException if the target is no URL for this, or the input has no clock or cannot be repeated
     * @throws IOException if the input cannot be read
     */
    public long send(Input input, URI target, Pacing pacing, long rounds, SendWatch watch)
            throws IOException, InterruptedException {
        try (Uplink uplink = SendUrl.uplink(target, password, patience, userAgent)) {
            PacedWriter writer = new PacedWriter(uplink, pacing, time, watch);
            for (long round = 0; round < rounds; round++) {
                try (InputStream in = input.open()) {
                    round(in, writer, round == 0, rounds > 1);
                }
            }
            uplink.finish();
            return writer.sent();
        }
    }

    private void round(InputStream in, PacedWriter writer, boolean first, boolean again)
            throws IOException, InterruptedException {
        ByteBuf prefix = allocator.buffer(FormatDetector.MAX_PREFIX);
        try {
            Format format = detect(in, prefix);
            if (again && !REPEATABLE.contains(format.name())) {
                throw new IllegalArgumentException("--loop: " + format.name()
                        + " cannot follow itself on a connection (expected: one of "
                        + REPEATABLE.stream().sorted().toList()
                        + "; or let the daemon loop: ringcastd 'NAME=file:/PATH?loop=true')");
            }
            try (UnitParser parser = parser(format, writer.pacing())) {
                // Not before it is clear that it can be sent.
                if (first) {
                    writer.open(format.mediaType());
                }
                writer.begin();
                parser.parse(prefix, writer);
                writer.release();
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    parser.parse(Unpooled.wrappedBuffer(buffer, 0, count), writer);
                    writer.release();
                }
                parser.end(writer);
                writer.release();
            }
        } finally {
            prefix.release();
        }
    }

    /** Without a pace, and at a rate, bytes are passed on as they are. */
    private UnitParser parser(Format format, Pacing pacing) {
        boolean cut = pacing instanceof Pacing.ByClock;
        if (cut && !format.hasJoinPoints() && !format.isVariable()) {
            throw noClock(format.name());
        }
        return UnitParsers.forFormat(cut ? format : Format.OPAQUE, allocator);
    }

    /** Reads as much as it takes; what is no stream that is known is opaque. */
    private static Format detect(InputStream in, ByteBuf prefix) throws IOException {
        boolean last = false;
        while (true) {
            Detection detection = FormatDetector.detect(prefix, last);
            if (detection instanceof Detection.Stream stream) {
                return stream.format();
            }
            if (last || !(detection instanceof Detection.NeedsMore)) {
                return Format.OPAQUE;
            }
            last = prefix.writeBytes(in, BUFFER_BYTES) < 0;
        }
    }

    static IllegalArgumentException noClock(String format) {
        return new IllegalArgumentException("input: " + (format.isEmpty() ? "it" : format)
                + " has no clock that is known (expected: --rate 4Mbit/s, or --no-pace)");
    }
}
