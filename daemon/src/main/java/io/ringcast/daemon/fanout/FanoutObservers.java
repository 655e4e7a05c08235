package io.ringcast.daemon.fanout;

import java.util.List;

/** Tells several observers, in order. */
public final class FanoutObservers implements FanoutObserver {

    private final FanoutObserver[] observers;

    public FanoutObservers(List<FanoutObserver> observers) {
        this.observers = observers.toArray(FanoutObserver[]::new);
    }

    @Override
    public void onJoined(OutputAccount account, long waitedNanos) {
        for (FanoutObserver observer : observers) {
            observer.onJoined(account, waitedNanos);
        }
    }

    @Override
    public void onLag(OutputAccount account, long lagNanos) {
        for (FanoutObserver observer : observers) {
            observer.onLag(account, lagNanos);
        }
    }

    @Override
    public void onEnded(ListenerEnd end) {
        for (FanoutObserver observer : observers) {
            observer.onEnded(end);
        }
    }

    @Override
    public void onRefused(OutputAccount account, Refusal reason) {
        for (FanoutObserver observer : observers) {
            observer.onRefused(account, reason);
        }
    }

    @Override
    public void onOverrun(long waitedNanos) {
        for (FanoutObserver observer : observers) {
            observer.onOverrun(waitedNanos);
        }
    }

    @Override
    public void onStretched(int factor, double share) {
        for (FanoutObserver observer : observers) {
            observer.onStretched(factor, share);
        }
    }
}
