package io.ringcast.daemon.output.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.fanout.ListenerChannel;
import java.nio.charset.StandardCharsets;

/** A {@link ListenerChannel} that frames each piece as one chunk of a chunked body (RFC 9112, 7.1). */
final class ChunkedWriter implements ListenerChannel {

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

    private final ListenerChannel channel;
    private long left;

    ChunkedWriter(ListenerChannel channel) {
        this.channel = channel;
    }

    @Override
    public boolean writable() {
        return channel.writable();
    }

    @Override
    public void begin(long bytes) {
        left = bytes;
        channel.write(Unpooled.wrappedBuffer((Long.toHexString(bytes) + "\r\n").getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void write(ByteBuf bytes) {
        left -= bytes.readableBytes();
        channel.write(bytes);
        if (left == 0) {
            channel.write(Unpooled.wrappedBuffer(CRLF));
        }
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public long pending() {
        return channel.pending();
    }

    @Override
    public void finish(long nanos) {
        channel.write(Unpooled.wrappedBuffer(LAST_CHUNK));
        channel.finish(nanos);
    }

    @Override
    public void leave(long nanos) {
        // No last chunk: RFC 9112, 8 has the client take that for a cut.
        channel.finish(nanos);
    }

    @Override
    public void reset() {
        channel.reset();
    }
}
