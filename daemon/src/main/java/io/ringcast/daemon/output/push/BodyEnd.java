package io.ringcast.daemon.output.push;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.ringcast.daemon.fanout.ForwardingChannel;
import io.ringcast.daemon.fanout.ListenerChannel;
import io.ringcast.daemon.fanout.SocketChannelWriter;
import io.ringcast.daemon.fanout.SocketWriters;
import io.ringcast.daemon.http.Upload;
import io.ringcast.daemon.http.UploadRequest.Framing;
import io.ringcast.daemon.output.ChunkedWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A {@link ListenerChannel} that is the body of an {@link Upload}: behind its last byte the connection stays open for the answer. A body
 * that is broken off ends with the connection, so that no server takes a part for the whole.
 */
final class BodyEnd extends ForwardingChannel {

    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Channel channel;
    private final Framing framing;
    private final Upload upload;

    private boolean finished;
    private boolean complete;
    private boolean reset;

    private BodyEnd(Channel channel, ListenerChannel bytes, Framing framing, Upload upload) {
        super(bytes);
        this.channel = channel;
        this.framing = framing;
        this.upload = upload;
    }

    static BodyEnd over(Channel channel, Framing framing, Upload upload) {
        ListenerChannel bytes = framing instanceof Framing.Chunked
                ? new ChunkedWriter(new SocketChannelWriter(channel))
                : SocketWriters.over(channel);
        return new BodyEnd(channel, bytes, framing, upload);
    }

    /** Whether its last byte has gone to the kernel. */
    boolean isComplete() {
        return complete;
    }

    /** Whether it is complete and its end is the connection's. */
    boolean endsTheConnection() {
        return complete && framing instanceof Framing.UntilClose;
    }

    /** Whether the daemon has broken it off. */
    boolean isReset() {
        return reset;
    }

    @Override
    public boolean writable() {
        return !finished && super.writable();
    }

    /** How long the answer may take says the request. */
    @Override
    public void finish(long nanos) {
        finished = true;
        boolean chunked = framing instanceof Framing.Chunked;
        channel.writeAndFlush(chunked ? Unpooled.wrappedBuffer(LAST_CHUNK) : Unpooled.EMPTY_BUFFER)
                .addListener((ChannelFutureListener) flushed -> {
                    if (!flushed.isSuccess()) {
                        channel.close();
                        return;
                    }
                    // Its last account: nothing is queued any more.
                    pending();
                    complete = true;
                    if (framing instanceof Framing.UntilClose) {
                        channel.close();
                    } else {
                        upload.sent();
                    }
                });
        // Until all has gone to the kernel the answer is not waited for, but neither is the peer for ever.
        var deadline = channel.eventLoop().schedule(this::resetIfIncomplete, nanos, TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> deadline.cancel(false));
    }

    @Override
    public void leave(long nanos) {
        if (framing instanceof Framing.UntilClose) {
            finish(nanos);
        } else {
            // No last chunk, not all of the length: RFC 9112, 8 has the server take that for a cut.
            finished = true;
            reset = true;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void reset() {
        finished = true;
        reset = true;
        super.reset();
    }

    private void resetIfIncomplete() {
        if (!complete) {
            reset();
        }
    }
}
