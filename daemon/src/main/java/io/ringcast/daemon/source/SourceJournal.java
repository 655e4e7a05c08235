package io.ringcast.daemon.source;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.SourceSnapshot.InputStatus;
import io.ringcast.daemon.source.SourceState.Idle;
import io.ringcast.daemon.source.SourceState.Stopped;
import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The state of a source, and all who are told of it: log, observer, and the snapshot for other threads. Written on the source's event
 * loop alone.
 */
final class SourceJournal {

    static final int NO_INPUT = -1;

    private final EventLoop loop;
    private final InstantSource clock;
    private final List<InputOpener> inputs;
    private final Rotation rotation;
    private final SourceLog log;
    private final SourceObserver observer;
    private final SourceStatus status;

    private SourceState state = new Idle();
    private int active = NO_INPUT;
    private int standby = NO_INPUT;

    SourceJournal(
            String source,
            List<InputOpener> inputs,
            Rotation rotation,
            EventLoop loop,
            InstantSource clock,
            SourceObserver observer) {
        this.loop = loop;
        this.clock = clock;
        this.inputs = inputs;
        this.rotation = rotation;
        this.log = new SourceLog(source, inputs, loop);
        this.observer = new SourceObservers(List.of(log, observer));
        this.status = new SourceStatus(state, active, standby, inputStatuses());
    }

    SourceState state() {
        return state;
    }

    /** Any thread. */
    SourceSnapshot snapshot() {
        return status.snapshot();
    }

    /** The state is {@code next} now; {@link Stopped} is the last one. */
    void moveTo(SourceState next) {
        assert loop.inEventLoop();
        SourceState before = state;
        if (before instanceof Stopped) {
            return;
        }
        state = next;
        publish();
        observer.onStateChanged(before, next);
        if (next instanceof Stopped) {
            log.close();
        }
    }

    /** {@code input} feeds the stream now; {@code reason} is why another did before, if one did. */
    void activate(int input, String reason) {
        int before = active;
        active = input;
        publish();
        if (before != NO_INPUT && before != input) {
            observer.onSwitched(before, input, reason);
        }
    }

    /** {@code input} is connected beside the active one and delivers; none when {@link #NO_INPUT}. */
    void standsBy(int input) {
        if (standby != input) {
            standby = input;
            publish();
            if (input != NO_INPUT) {
                observer.onStandingBy(input);
            }
        }
    }

    /** No input feeds the stream. */
    void deactivate() {
        active = NO_INPUT;
        publish();
    }

    void onFailed(int input, InputFailure failure, boolean resuming) {
        publish();
        observer.onFailed(input, failure, resuming);
    }

    void onPutAside(int input, int relapses, Duration aside) {
        publish();
        observer.onPutAside(input, relapses, aside);
    }

    void onBytes(int input, int bytes) {
        status.onBytes(bytes, clock.millis());
        observer.onBytes(input, bytes);
    }

    void onGarbage(int input, int bytes) {
        observer.onGarbage(input, bytes);
    }

    void onFormatChanged(Format from, Format to) {
        observer.onFormatChanged(from, to);
    }

    void onHeldBack(boolean held) {
        status.onHeldBack(held);
        observer.onHeldBack(held);
    }

    private void publish() {
        status.publish(state, active, standby, inputStatuses());
    }

    private List<InputStatus> inputStatuses() {
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> new InputStatus(inputs.get(i).url(), rotation.totalFailures(i), rotation.lastFailure(i)))
                .toList();
    }
}
