package io.ringcast.daemon.fanout;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.transport.TcpInfo;
import io.ringcast.daemon.transport.TcpInfoReader;

/** A {@link ListenerChannel} before another: whoever extends it changes what it has to, all else goes on as it is. */
public abstract class ForwardingChannel implements ListenerChannel {

    private final ListenerChannel next;

    protected ForwardingChannel(ListenerChannel next) {
        this.next = next;
    }

    @Override
    public boolean writable() {
        return next.writable();
    }

    @Override
    public int send(Batch batch) {
        return next.send(batch);
    }

    @Override
    public void queue(ByteBuf bytes) {
        next.queue(bytes);
    }

    @Override
    public long pending() {
        return next.pending();
    }

    @Override
    public boolean pins() {
        return next.pins();
    }

    @Override
    public void depth(int bytes) {
        next.depth(bytes);
    }

    @Override
    public void finish(long nanos) {
        next.finish(nanos);
    }

    @Override
    public void leave(long nanos) {
        next.leave(nanos);
    }

    @Override
    public boolean tcpInfo(TcpInfoReader reader, TcpInfo into) {
        return next.tcpInfo(reader, into);
    }

    @Override
    public void paused(boolean pause) {
        next.paused(pause);
    }

    @Override
    public void reset() {
        next.reset();
    }
}
