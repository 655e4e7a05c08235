package io.ringcast.daemon.stream;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Somebody's share in what is got for him, and possibly for others. Until he {@link #entered()}, nothing of an item is given up, so that he
 * can begin with its first byte. Thread-safe.
 */
public interface Fetch extends AutoCloseable {

    /** Its bytes. */
    Stream stream();

    /** What is there, told once when its first byte has come or when it is known that none will; on any thread. */
    CompletionStage<Opening> opening();

    /** Whether it broke before its end: who listens is cut off, and nobody is to begin any more. */
    boolean isBroken();

    /** He has a place in the ring, which holds back for him what he has not read. */
    void entered();

    /** He needs it no more. Idempotent. */
    @Override
    void close();

    /** What is there. */
    sealed interface Opening {

        /**
         * A thing with an end, which everybody gets from its first byte to its last.
         *
         * @param length of all of it, absent when nobody knows
         * @param fileName what it is called when it is saved, where that is known
         */
        record Item(OptionalLong length, Optional<String> fileName) implements Opening {}

        /** A live stream, which everybody joins where it is. */
        record Live() implements Opening {}

        /**
         * Nothing.
         *
         * @param late whether it took too long
         * @param reason one word of the closed list of failures: nothing that a stranger may not know
         */
        record Failed(boolean late, String reason) implements Opening {}
    }
}
