package io.ringcast.daemon.source;

import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;

/**
 * The input that an operator has chosen: until it delivers, who is told what comes of it; from then on, that it stays. Belongs to the
 * source's event loop.
 */
final class ManualSwitch {

    /** Why the input before does not feed the stream any more. */
    static final String REASON = "manual";

    private int held = SourceJournal.NO_INPUT;
    private @Nullable Pending pending;

    /** {@code input} is to feed the stream; {@code outcome} is told what comes of it, and an earlier one that nothing does. */
    void ask(int input, Promise<SwitchOutcome> outcome) {
        supersede();
        pending = new Pending(input, outcome);
    }

    /** Whether an input is waited for that has not delivered yet. */
    boolean isPending() {
        return pending != null;
    }

    /** Whether {@code input} feeds the stream because it was chosen, so that no better one takes over. */
    boolean holds(int input) {
        return held == input;
    }

    /** {@code input} was chosen and feeds the stream already. */
    void onActiveAlready(int input) {
        held = input;
        tell(new SwitchOutcome.AlreadyActive());
    }

    /** {@code input} feeds the stream from now on, for whatever reason. */
    void onFeeding(int input) {
        boolean chosen = awaits(input);
        if (chosen) {
            tell(new SwitchOutcome.Switched());
        }
        held = chosen || held == input ? input : SourceJournal.NO_INPUT;
    }

    /** {@code input} was lost for good, whether it fed the stream or not. */
    void onLost(int input, InputFailure failure) {
        if (awaits(input)) {
            tell(new SwitchOutcome.Failed(failure));
        }
        if (held == input) {
            held = SourceJournal.NO_INPUT;
        }
    }

    /** All of it is over: the source begins again, stops, or waits for listeners. */
    void forget() {
        supersede();
        held = SourceJournal.NO_INPUT;
    }

    private boolean awaits(int input) {
        return pending != null && pending.input == input;
    }

    private void supersede() {
        tell(new SwitchOutcome.Superseded());
    }

    private void tell(SwitchOutcome outcome) {
        Pending told = pending;
        if (told != null) {
            pending = null;
            told.outcome.trySuccess(outcome);
        }
    }

    private record Pending(int input, Promise<SwitchOutcome> outcome) {}
}
