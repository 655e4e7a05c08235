package io.ringcast.daemon.source;

import io.ringcast.daemon.source.SourceSnapshot.InputStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What a source publishes of itself: written by its event loop alone, read from any thread, without garbage per read of an input. */
final class SourceStatus {

    private static final long NEVER = Long.MIN_VALUE;

    private volatile Rare rare;
    private volatile boolean heldBack;
    private volatile long lastByteMillis = NEVER;
    private final AtomicLong bytesIn = new AtomicLong();

    SourceStatus(SourceState state, int active, int standby, List<InputStatus> inputs) {
        rare = new Rare(state, active, standby, inputs);
    }

    void publish(SourceState state, int active, int standby, List<InputStatus> inputs) {
        rare = new Rare(state, active, standby, inputs);
    }

    void onBytes(int bytes, long nowMillis) {
        bytesIn.setRelease(bytesIn.getPlain() + bytes);
        lastByteMillis = nowMillis;
    }

    void onHeldBack(boolean held) {
        heldBack = held;
    }

    /** What was published last. Any thread. */
    SourceSnapshot snapshot() {
        Rare last = rare;
        long byteMillis = lastByteMillis;
        return new SourceSnapshot(
                last.state,
                last.active,
                last.standby,
                last.inputs,
                bytesIn.getAcquire(),
                byteMillis == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(byteMillis)),
                heldBack);
    }

    /** What changes seldom. */
    private record Rare(SourceState state, int active, int standby, List<InputStatus> inputs) {}
}
