package io.ringcast.daemon.source.udp;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.daemon.source.RecordingSink;
import java.util.List;

/** Remembers what an input tells on its loop; may be asked from any thread. */
final class HeardSink implements InputSink {

    private final RecordingSink heard = new RecordingSink();

    synchronized List<String> events() {
        return List.copyOf(heard.events());
    }

    synchronized byte[] bytes() {
        return heard.bytes();
    }

    synchronized int size() {
        return heard.size();
    }

    synchronized InputFailure lastFailure() {
        return heard.lastFailure();
    }

    @Override
    public synchronized void onConnected(InputRun run) {
        heard.onConnected(run);
    }

    @Override
    public synchronized void onResumed() {
        heard.onResumed();
    }

    @Override
    public synchronized void onAlive() {
        heard.onAlive();
    }

    @Override
    public synchronized void onBytes(ByteBuf bytes) {
        heard.onBytes(bytes);
    }

    @Override
    public synchronized void onTitle(String title) {
        heard.onTitle(title);
    }

    @Override
    public synchronized void onEnded() {
        heard.onEnded();
    }

    @Override
    public synchronized void onLost(InputFailure failure) {
        heard.onLost(failure);
    }

    @Override
    public long patienceNanos() {
        return 0;
    }
}
