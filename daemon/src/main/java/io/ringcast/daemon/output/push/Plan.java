package io.ringcast.daemon.output.push;

import java.util.Optional;

/** What a push output is to give, and in which portions. Belongs to the loop of its output. */
interface Plan {

    /** Called once, before the source starts. */
    default void begin() {}

    /** What is to be given next: the same again until it was {@link #taken} or has left the ring; empty while there is nothing. */
    Optional<Portion> next();

    /** A listener begins to read it. */
    default void admitted(Portion portion) {}

    /** The peer has it. */
    void taken(Portion portion);

    /** Called once; nothing is given any more. */
    default void end() {}

    /** How often to ask for the next portion while there is none, milliseconds. */
    long pollMillis();
}
