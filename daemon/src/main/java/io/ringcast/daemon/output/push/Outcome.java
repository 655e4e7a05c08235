package io.ringcast.daemon.output.push;

import java.time.Duration;

/**
 * How an attempt ended.
 *
 * @param kind what follows from it
 * @param text one line for people
 * @param notBefore no other attempt within this time
 */
record Outcome(Kind kind, String text, Duration notBefore) {

    /** The closed list of what follows. */
    enum Kind {
        /** The peer has all of the portion. */
        TAKEN,
        /** It was sent elsewhere: the next attempt goes there, at once. */
        ELSEWHERE,
        /** Something that may pass. */
        FAILED,
        /** Something that will hardly pass by itself: wrong credentials, no such place. */
        REFUSED
    }

    static Outcome taken(String text) {
        return new Outcome(Kind.TAKEN, text, Duration.ZERO);
    }

    static Outcome elsewhere(String text) {
        return new Outcome(Kind.ELSEWHERE, text, Duration.ZERO);
    }

    static Outcome failed(String text) {
        return new Outcome(Kind.FAILED, text, Duration.ZERO);
    }

    static Outcome refused(String text) {
        return new Outcome(Kind.REFUSED, text, Duration.ZERO);
    }
}
