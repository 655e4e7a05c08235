package io.ringcast.daemon.source;

import io.ringcast.protocol.container.Format;
import java.time.Duration;

/** What happens to one source, for metrics and logs. Called on the source's event loop; must not block or throw. */
public interface SourceObserver {

    /** Does nothing. */
    SourceObserver NONE = new SourceObserver() {};

    /** The state changed. */
    default void onStateChanged(SourceState from, SourceState to) {}

    /** An input was lost; {@code resuming} when it will go on at the byte where it broke. */
    default void onFailed(int input, InputFailure failure, boolean resuming) {}

    /**
     * Another input feeds the source than did before; {@code reason} is {@code ended}, {@code returned}, {@code manual} or
     * the word of the failure.
     */
    default void onSwitched(int from, int to, String reason) {}

    /** An input is connected beside the active one and delivers. */
    default void onStandingBy(int input) {}

    /**
     * An input was lost soon after it was returned to, {@code relapses} times in a row now: it is not returned to for {@code aside}, though
     * it stands in like any other.
     */
    default void onPutAside(int input, int relapses, Duration aside) {}

    /** What feeds the source now has another format than what did before: players may not be able to follow. */
    default void onFormatChanged(Format from, Format to) {}

    /** An input delivered bytes. Once per read: keep it cheap. */
    default void onBytes(int input, int bytes) {}

    /** Bytes were thrown away because they are not part of any unit. */
    default void onGarbage(int input, int bytes) {}

    /** Reading stopped ({@code true}) or went on because listeners or the pace hold the input back. */
    default void onHeldBack(boolean held) {}
}
