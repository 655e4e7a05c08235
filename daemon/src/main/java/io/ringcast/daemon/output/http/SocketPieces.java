package io.ringcast.daemon.output.http;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.fanout.Batch;
import io.ringcast.daemon.fanout.SocketChannelWriter;
import io.ringcast.daemon.output.Pieces;
import io.ringcast.daemon.transport.TcpInfo;
import io.ringcast.daemon.transport.TcpInfoReader;

/** {@link Pieces} that go to the socket as they are. */
record SocketPieces(SocketChannelWriter channel) implements Pieces {

    @Override
    public boolean writable() {
        return channel.writable();
    }

    @Override
    public int send(Batch batch) {
        return channel.send(batch);
    }

    @Override
    public void queue(ByteBuf bytes) {
        channel.queue(bytes);
    }

    @Override
    public void write(ByteBuf bytes) {
        channel.write(bytes);
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void depth(int bytes) {
        channel.depth(bytes);
    }

    @Override
    public long pending() {
        return channel.pending();
    }

    @Override
    public void finish(long nanos) {
        channel.finish(nanos);
    }

    @Override
    public boolean tcpInfo(TcpInfoReader reader, TcpInfo into) {
        return channel.tcpInfo(reader, into);
    }

    @Override
    public void paused(boolean pause) {
        channel.paused(pause);
    }

    @Override
    public void reset() {
        channel.reset();
    }
}
