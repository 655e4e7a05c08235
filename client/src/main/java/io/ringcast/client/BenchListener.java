package io.ringcast.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.ringcast.protocol.counter.CounterReport;
import io.ringcast.protocol.counter.CounterVerifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One listener of a load test: the last handler of its connection, on that connection's event loop. */
final class BenchListener extends ChannelInboundHandlerAdapter {

    private final BenchPlan plan;
    private final BenchLoop loop;
    private final long startedNanos;

    private @Nullable ChannelHandlerContext context;
    private @Nullable CounterVerifier verifier;
    private @Nullable String trouble;
    private long connectedNanos;
    private long endedNanos;
    private boolean gotBytes;
    private boolean ended;

    BenchListener(BenchPlan plan, BenchLoop loop, long startedNanos) {
        this.plan = plan;
        this.loop = loop;
        this.startedNanos = startedNanos;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        connectedNanos = loop.nanos();
        loop.connectTimes().record(Math.max(0, connectedNanos - startedNanos) / 1000);
        verifier = loop.verifier();
        if (plan.isHttp()) {
            DefaultFullHttpRequest request =
                    new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, plan.requestTarget());
            request.headers()
                    .set(HttpHeaderNames.HOST, plan.stream().getRawAuthority())
                    .set(HttpHeaderNames.USER_AGENT, plan.userAgent());
            ctx.writeAndFlush(request);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof ByteBuf bytes) {
                onBytes(bytes);
            } else if (message instanceof HttpObject part) {
                onHttp(ctx, part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end("the stream ended");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end("cut: " + BenchLoop.reason(cause));
        ctx.close();
    }

    /** The connection was not made. */
    void onNotConnected(Throwable cause) {
        end("cannot connect: " + BenchLoop.reason(cause));
    }

    /** The test is over: what comes from now on does not count. */
    void finish() {
        if (!ended) {
            ended = true;
            endedNanos = loop.nanos();
            if (context != null) {
                context.close();
            } else {
                trouble = "cannot connect: still trying when the test was over";
            }
        }
    }

    boolean isConnected() {
        return verifier != null;
    }

    /** Why it was not served to the end. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    CounterReport report() {
        return verifier == null ? CounterReport.NONE : verifier.report();
    }

    double bitsPerSecond() {
        return endedNanos <= connectedNanos ? 0 : report().bytes() * 8e9 / (endedNanos - connectedNanos);
    }

    private void onHttp(ChannelHandlerContext ctx, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            end("cut: " + BenchLoop.reason(part.decoderResult().cause()));
            ctx.close();
            return;
        }
        if (part instanceof HttpResponse response && !response.status().equals(HttpResponseStatus.OK)) {
            end("answered " + response.status());
            ctx.close();
            return;
        }
        if (part instanceof ByteBufHolder content) {
            onBytes(content.content());
        }
        if (part instanceof LastHttpContent) {
            end("the stream ended");
            ctx.close();
        }
    }

    private void onBytes(ByteBuf bytes) {
        if (ended || verifier == null || !bytes.isReadable()) {
            return;
        }
        if (!gotBytes) {
            gotBytes = true;
            loop.firstByteTimes().record(Math.max(0, loop.nanos() - connectedNanos) / 1000);
        }
        verifier.verify(bytes, loop.epochMicros());
    }

    private void end(String why) {
        if (!ended) {
            ended = true;
            endedNanos = loop.nanos();
            trouble = why;
            loop.onEnded();
        }
    }
}
