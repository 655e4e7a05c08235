package io.ringcast.daemon.source.http;

import io.ringcast.daemon.source.InputFailure;

/** What a later answer means for going on behind the last byte that came. */
sealed interface Verdict {

    /**
     * Its body goes on there.
     *
     * @param skip bytes at its beginning that came already
     * @param repeated bytes behind those that came already, and that prove it
     */
    record GoesOn(long skip, byte[] repeated) implements Verdict {

        /** Without proof: its fields are enough. */
        static GoesOn behind(long skip) {
            return new GoesOn(skip, new byte[0]);
        }
    }

    /** Nothing is left: the last byte that came was the last one. */
    record Complete() implements Verdict {}

    /** Not now, but perhaps in a moment. */
    record Later(InputFailure failure) implements Verdict {}

    /** The byte cannot be had any more: the run is over. */
    record Gone(InputFailure failure) implements Verdict {}
}
