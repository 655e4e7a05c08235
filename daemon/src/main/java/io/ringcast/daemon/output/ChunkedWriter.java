package io.ringcast.daemon.output;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.fanout.Batch;
import io.ringcast.daemon.fanout.ForwardingChannel;
import io.ringcast.daemon.fanout.ListenerChannel;
import io.ringcast.daemon.fanout.Pieces;
import io.ringcast.daemon.fanout.SocketChannelWriter;
import java.nio.charset.StandardCharsets;

/** A {@link ListenerChannel} that frames each piece as one chunk of a chunked body (RFC 9112, 7.1). */
public final class ChunkedWriter extends ForwardingChannel implements Pieces {

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

    private final SocketChannelWriter channel;

    /** Over a channel whose codec has left it. */
    public ChunkedWriter(SocketChannelWriter channel) {
        super(channel);
        this.channel = channel;
    }

    @Override
    public int send(Batch batch) {
        begin(batch.length());
        for (int i = 0; i < batch.pieces(); i++) {
            channel.write(batch.piece(i).retainedDuplicate());
        }
        end();
        channel.flush();
        return batch.length();
    }

    @Override
    public void queue(ByteBuf bytes) {
        write(bytes);
        channel.flush();
    }

    @Override
    public void write(ByteBuf bytes) {
        begin(bytes.readableBytes());
        channel.write(bytes);
        end();
    }

    @Override
    public void flush() {
        channel.flush();
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

    private void begin(int bytes) {
        channel.write(
                Unpooled.wrappedBuffer((Integer.toHexString(bytes) + "\r\n").getBytes(StandardCharsets.US_ASCII)));
    }

    private void end() {
        channel.write(Unpooled.wrappedBuffer(CRLF));
    }
}
