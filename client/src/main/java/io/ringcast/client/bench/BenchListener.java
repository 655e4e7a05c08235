package io.ringcast.client.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.ringcast.protocol.counter.CounterReport;
import io.ringcast.protocol.counter.CounterVerifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One listener of a load test: the only handler of its connection, on that connection's event loop.
 *
 * <p>It reads from the loop's {@link ReceiveBuffer} and gives it back before it returns.
 */
final class BenchListener extends ChannelInboundHandlerAdapter implements HttpBody.Sink {

    /** How it went. */
    enum Fate {
        CONNECTING,
        SERVED,
        NOT_CONNECTED,
        REFUSED,
        ENDED,
        CUT
    }

    private static final long STALL_NANOS = 1_000_000_000;

    /** A slow listener reads no less than this at a time. */
    private static final int MIN_READ = 512;

    private final BenchLoop loop;
    private final Role role;
    private final @Nullable CounterVerifier verifier;
    private final @Nullable HttpBody http;
    private final long startedNanos;

    private @Nullable ChannelHandlerContext context;
    private Fate fate = Fate.CONNECTING;
    private String reason = "";
    private boolean over;
    private boolean catchingUp;

    private long connectedMicros;
    private long readNanos;
    private long lastNanos;
    private long bytes;
    private long bytesBeforeWindow;
    private long windowBytes;
    private long longestSilenceNanos;
    private long stalls;
    private double credit;

    /**
     * @param verifier checks what it gets; null for one that only counts bytes
     * @param http finds the body in what comes; null for a raw stream
     */
    BenchListener(BenchLoop loop, Role role, @Nullable CounterVerifier verifier, @Nullable HttpBody http) {
        this.loop = loop;
        this.role = role;
        this.verifier = verifier;
        this.http = http;
        this.startedNanos = loop.nanos();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        fate = Fate.SERVED;
        loop.connectTimes().record(Math.max(0, loop.nanos() - startedNanos) / 1000);
        connectedMicros = loop.epochMicros();
        if (role == Role.SLOW) {
            ctx.channel().config().setAutoRead(false);
        }
        if (http != null) {
            ctx.writeAndFlush(loop.request(), ctx.voidPromise());
        }
        loop.onConnected(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf piece = (ByteBuf) message;
        try {
            credit -= piece.readableBytes();
            if (over) {
                return;
            }
            readNanos = loop.nanos();
            if (http == null) {
                onBody(piece, piece.readableBytes());
            } else {
                http.decode(piece, this);
                if (http.isDone()) {
                    end(Fate.ENDED, "the stream ended");
                    ctx.close();
                }
            }
        } catch (AnswerException e) {
            end(bytes == 0 ? Fate.REFUSED : Fate.CUT, String.valueOf(e.getMessage()));
            ctx.close();
        } finally {
            piece.release();
        }
    }

    @Override
    public void onBody(ByteBuf piece, int length) {
        if (bytes == 0) {
            loop.firstByteTimes().record(Math.max(0, readNanos - startedNanos) / 1000);
        }
        bytes += length;
        if (role == Role.HEALTHY && loop.isMeasuring()) {
            loop.onBytes(length, readNanos);
            afterSilence(readNanos);
        }
        lastNanos = readNanos;
        if (verifier == null) {
            piece.skipBytes(length);
        } else {
            verifier.verify(piece, length, loop.epochMicros());
            if (catchingUp && verifier.ageMicros() < STALL_NANOS / 1000) {
                caughtUp();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (http == null || http.mayEnd()) {
            end(Fate.ENDED, "the stream ended");
        } else {
            end(Fate.CUT, "cut: the connection was closed inside the answer");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(Fate.CUT, "cut: " + BenchLoop.reason(cause));
        ctx.close();
    }

    /** The connection was not made. */
    void onNotConnected(Throwable cause) {
        end(Fate.NOT_CONNECTED, "cannot connect: " + BenchLoop.reason(cause));
    }

    /** How much may be read at once. */
    int readLimit() {
        return role == Role.SLOW ? (int) Math.max(MIN_READ, credit) : ReceiveBuffer.CAPACITY;
    }

    /** A slow listener may read so many bytes more; what it does not use in a second is lost. */
    void grant(double more, double most) {
        credit = Math.min(credit + more, Math.max(MIN_READ, most));
        if (!over && context != null && credit >= MIN_READ) {
            context.read();
        }
    }

    /** A stopped listener stops. */
    void stopReading() {
        if (!over && context != null) {
            context.channel().config().setAutoRead(false);
        }
    }

    /** A stopped listener reads again, to see what it was left with; reports when it has the newest, or that there is no more. */
    void catchUp() {
        catchingUp = true;
        if (over || context == null || verifier == null) {
            caughtUp();
        } else {
            context.channel().config().setAutoRead(true);
        }
    }

    /** From now on it is measured. */
    void openWindow(long nowNanos) {
        bytesBeforeWindow = bytes;
        lastNanos = nowNanos;
        if (verifier != null && role == Role.HEALTHY) {
            verifier.sampleSince(connectedMicros);
        }
    }

    /** Now it is not measured any more. */
    void closeWindow(long nowNanos) {
        windowBytes = bytes - bytesBeforeWindow;
        if (role == Role.HEALTHY && fate == Fate.SERVED) {
            afterSilence(nowNanos);
        }
        if (verifier != null) {
            verifier.sampleSince(Long.MAX_VALUE);
        }
    }

    /** The test is over: what comes from now on does not count. */
    void finish() {
        if (fate == Fate.CONNECTING) {
            fate = Fate.NOT_CONNECTED;
            reason = "cannot connect: still trying when the test was over";
        }
        over = true;
        if (context != null) {
            context.close();
        }
    }

    Role role() {
        return role;
    }

    Fate fate() {
        return fate;
    }

    boolean isConnected() {
        return context != null;
    }

    /** Why it was not served to the end; empty if it was. */
    String reason() {
        return reason;
    }

    /** What its verifier saw; absent when it has none. */
    Optional<CounterReport> report() {
        return Optional.ofNullable(verifier).map(CounterVerifier::report);
    }

    @Nullable
    CounterVerifier verifier() {
        return verifier;
    }

    long bytes() {
        return bytes;
    }

    /** What came while it was measured. */
    long windowBytes() {
        return windowBytes;
    }

    /** The longest that nothing came while it was measured. */
    long longestSilenceNanos() {
        return longestSilenceNanos;
    }

    /** How often nothing came for more than a second. */
    long stalls() {
        return stalls;
    }

    private void afterSilence(long nowNanos) {
        long silence = nowNanos - lastNanos;
        longestSilenceNanos = Math.max(longestSilenceNanos, silence);
        if (silence > STALL_NANOS) {
            stalls++;
        }
    }

    private void caughtUp() {
        if (catchingUp) {
            catchingUp = false;
            loop.onCaughtUp();
        }
    }

    private void end(Fate how, String why) {
        if (!over) {
            over = true;
            fate = how;
            reason = why;
            loop.onEnded(this);
            caughtUp();
        }
    }
}
