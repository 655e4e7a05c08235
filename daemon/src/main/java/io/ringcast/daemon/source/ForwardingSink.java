package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;

/** Tells another sink all that it is told, but for what a subclass does otherwise. Belongs to the source's event loop. */
public abstract class ForwardingSink implements InputSink {

    private final InputSink to;

    protected ForwardingSink(InputSink to) {
        this.to = to;
    }

    @Override
    public void onConnected(InputRun run) {
        to.onConnected(run);
    }

    @Override
    public void onResumed() {
        to.onResumed();
    }

    @Override
    public void onItem(InputRun run) {
        to.onItem(run);
    }

    @Override
    public void onAlive() {
        to.onAlive();
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        to.onBytes(bytes);
    }

    @Override
    public long patienceNanos() {
        return to.patienceNanos();
    }

    @Override
    public void onTitle(String title) {
        to.onTitle(title);
    }

    @Override
    public void onEnded() {
        to.onEnded();
    }

    @Override
    public void onLost(InputFailure failure) {
        to.onLost(failure);
    }
}
