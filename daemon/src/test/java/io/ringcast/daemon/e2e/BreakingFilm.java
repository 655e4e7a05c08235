package io.ringcast.daemon.e2e;

import io.netty.buffer.Unpooled;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.Wire;
import io.ringcast.protocol.mpegts.PesHeader;
import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A live stream of a {@link Film} over HTTP, in real time, that breaks off for good at a chosen place of a picture. */
final class BreakingFilm implements AutoCloseable {

    /** Where it breaks off. */
    enum Place {
        /** Between two pictures: what comes before it is whole. */
        BETWEEN_PICTURES,
        /** Within a keyframe, of which a beginning has been sent. */
        WITHIN_A_KEYFRAME
    }

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
    /** How much of a broken keyframe is sent: no picture of a film is so small. */
    private static final int BEGINNING = 2 * TsPacket.SIZE;

    /** ISO/IEC 13818-1, Table 2-22. */
    private static final int VIDEO_STREAMS = 0xE0;

    private static final int VIDEO_MASK = 0xF0;

    private enum State {
        PLAYS,
        BREAKS_BETWEEN,
        BREAKS_WITHIN,
        GONE
    }

    private final Film film;
    private final FlakyOrigin origin;
    private volatile State state = State.PLAYS;

    private BreakingFilm(Film film) {
        this.film = film;
        this.origin = FlakyOrigin.serving((request, wire) -> play(wire));
    }

    static BreakingFilm of(Film film) {
        return new BreakingFilm(film);
    }

    URI uri() {
        return origin.uri("/live.ts");
    }

    /** Breaks off at the next such place; who comes from then on gets nothing. */
    void breakOff(Place place) {
        state = place == Place.BETWEEN_PICTURES ? State.BREAKS_BETWEEN : State.BREAKS_WITHIN;
    }

    @Override
    public void close() {
        origin.close();
    }

    private void play(Wire wire) throws IOException {
        if (state != State.PLAYS) {
            return;
        }
        wire.head("200 OK", "Content-Type: video/mp2t");
        byte[] bytes = film.bytes();
        double each = film.bytesPerSecond() * (STEP_NANOS / 1e9);
        long due = System.nanoTime();
        int sent = 0;
        for (double place = each; sent < bytes.length; place += each) {
            int end = (int) Math.min(place, bytes.length) / TsPacket.SIZE * TsPacket.SIZE;
            int stop = stop(sent, end);
            wire.send(bytes, sent, stop - sent);
            sent = stop;
            if (stop != end) {
                state = State.GONE;
                return;
            }
            due += STEP_NANOS;
            LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
        }
    }

    /** Where to stop between {@code from} and {@code to}; {@code to} when it is not to break off there. */
    private int stop(int from, int to) {
        for (int at = from; state != State.PLAYS && at < to; at += TsPacket.SIZE) {
            TsPacket packet = new TsPacket().wrap(Unpooled.wrappedBuffer(film.bytes()), at);
            if (beginsPicture(packet)) {
                if (state == State.BREAKS_BETWEEN) {
                    return at;
                } else if (packet.randomAccess()) {
                    return at + BEGINNING;
                }
            }
        }
        return to;
    }

    private static boolean beginsPicture(TsPacket packet) {
        PesHeader header = new PesHeader();
        return packet.payloadUnitStart() && header.wrap(packet) && (header.streamId() & VIDEO_MASK) == VIDEO_STREAMS;
    }
}
