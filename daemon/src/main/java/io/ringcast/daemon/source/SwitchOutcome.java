package io.ringcast.daemon.source;

/** What came of a switch that was asked for by hand: exactly one of these. Inputs are named by their index, from 0. */
public sealed interface SwitchOutcome {

    /** The input feeds the stream now, and does so until it is lost. */
    record Switched() implements SwitchOutcome {}

    /** The input fed the stream already; it does so from now on until it is lost, though a better one may come back meanwhile. */
    record AlreadyActive() implements SwitchOutcome {}

    /**
     * There is none of that number.
     *
     * @param inputs how many there are, the fallback included
     */
    record NoSuchInput(int inputs) implements SwitchOutcome {}

    /**
     * The source does nothing that could be switched: it waits for its first listener, or was stopped.
     *
     * @param state what it does instead
     */
    record NotRunning(SourceState state) implements SwitchOutcome {}

    /**
     * The input was lost before it delivered; what fed the stream is left alone.
     *
     * @param failure why
     */
    record Failed(InputFailure failure) implements SwitchOutcome {}

    /** Somebody asked for something else before the input delivered: another switch, a restart, or a stop. */
    record Superseded() implements SwitchOutcome {}
}
