package io.ringcast.daemon.source;

import java.time.Instant;

/** What a source is doing: exactly one of these, each with what that state has. Inputs are named by their index, from 0. */
public sealed interface SourceState {

    /** The state as the API shows it: one word of a closed list. */
    String word();

    /** Nobody listens to a source that runs on demand. */
    record Idle() implements SourceState {
        @Override
        public String word() {
            return "idle";
        }
    }

    /**
     * An input was asked for its bytes and has given none yet.
     *
     * @param input which one
     * @param attempt from 1; counts the attempts since this input last worked well
     * @param since when it was asked
     */
    record Connecting(int input, int attempt, Instant since) implements SourceState {
        @Override
        public String word() {
            return "connecting";
        }
    }

    /**
     * Bytes come.
     *
     * @param input where from
     * @param since when the first byte of this connection came
     */
    record Streaming(int input, Instant since) implements SourceState {
        @Override
        public String word() {
            return "streaming";
        }
    }

    /**
     * No input may be tried before {@code until}.
     *
     * @param input the one that is tried next
     * @param attempt the number that its next attempt will have
     * @param until when
     * @param failure why the last attempt failed
     */
    record BackingOff(int input, int attempt, Instant until, InputFailure failure) implements SourceState {
        @Override
        public String word() {
            return "backing-off";
        }
    }

    /**
     * The last byte was delivered.
     *
     * @param at when
     * @param held whether listeners are kept connected all the same ({@code at-end = "hold"})
     */
    record Ended(Instant at, boolean held) implements SourceState {
        @Override
        public String word() {
            return "ended";
        }
    }

    /** The source was shut down and does nothing any more. */
    record Stopped() implements SourceState {
        @Override
        public String word() {
            return "stopped";
        }
    }
}
