package io.ringcast.protocol.container;

/**
 * Tells the clock of units whose own times rise and fall a little, as those of frames that are sent before they are shown do: it never
 * goes back but where the stream itself jumps.
 */
final class RisingClock {

    /** Going back by more is a jump. */
    private static final long MAX_BACK = 10 * MediaTime.HERTZ;

    private boolean started;
    private long latest;

    /** The next unit has this time, 27 MHz ticks. */
    void tell(long ticks, UnitSink sink) {
        boolean jump = started && ticks < latest - MAX_BACK;
        if (!started || jump || ticks > latest) {
            started = true;
            latest = ticks;
            sink.onClock(ticks, jump);
        }
    }

    /** The time told last. */
    long latest() {
        return latest;
    }
}
