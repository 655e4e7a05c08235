package io.ringcast.daemon.output.push;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a push output does now, in a line for people. */
sealed interface PushState {

    /** For people. */
    String detail();

    /** Whether it does what it is there for. */
    boolean up();

    /** There is nothing to give, or not yet. */
    record Waiting(String last) implements PushState {
        @Override
        public String detail() {
            return last.isEmpty() ? "waits for bytes" : last + "; waits for more";
        }

        @Override
        public boolean up() {
            return true;
        }
    }

    /**
     * It connects.
     *
     * @param failures attempts in a row that failed before
     */
    record Connecting(String url, int failures, boolean up) implements PushState {
        @Override
        public String detail() {
            return "connects to " + url + (failures == 0 ? "" : ", attempt " + (failures + 1));
        }
    }

    /** It gives. */
    record Sending(String to, Instant since) implements PushState {
        @Override
        public String detail() {
            return "sends to " + to + " since " + seconds(since);
        }

        @Override
        public boolean up() {
            return true;
        }
    }

    /** It failed and rests. */
    record Resting(String why, int failures, Instant until) implements PushState {
        @Override
        public String detail() {
            return why + "; tried again at " + seconds(until) + (failures > 1 ? ", failed " + failures + " times" : "");
        }

        @Override
        public boolean up() {
            return false;
        }
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
