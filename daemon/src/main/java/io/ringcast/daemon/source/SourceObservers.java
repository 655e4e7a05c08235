package io.ringcast.daemon.source;

import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.util.List;

/** Several observers as one; each is told in order. */
public record SourceObservers(List<SourceObserver> all) implements SourceObserver {

    public SourceObservers {
        all = List.copyOf(all);
    }

    @Override
    public void onStateChanged(SourceState from, SourceState to) {
        all.forEach(observer -> observer.onStateChanged(from, to));
    }

    @Override
    public void onFailed(int input, InputFailure failure, boolean resuming) {
        all.forEach(observer -> observer.onFailed(input, failure, resuming));
    }

    @Override
    public void onSwitched(int from, int to, String reason) {
        all.forEach(observer -> observer.onSwitched(from, to, reason));
    }

    @Override
    public void onStandingBy(int input) {
        all.forEach(observer -> observer.onStandingBy(input));
    }

    @Override
    public void onPutAside(int input, int relapses, Duration aside) {
        all.forEach(observer -> observer.onPutAside(input, relapses, aside));
    }

    @Override
    public void onFormatChanged(Format from, Format to) {
        all.forEach(observer -> observer.onFormatChanged(from, to));
    }

    @Override
    public void onBytes(int input, int bytes) {
        all.forEach(observer -> observer.onBytes(input, bytes));
    }

    @Override
    public void onGarbage(int input, int bytes) {
        all.forEach(observer -> observer.onGarbage(input, bytes));
    }

    @Override
    public void onHeldBack(boolean held) {
        all.forEach(observer -> observer.onHeldBack(held));
    }
}
