package io.ringcast.daemon.output.udp;

/** What an output that sends datagrams does now, in a sentence for people. */
sealed interface OutputState {

    /** For people. */
    String detail();

    /** Whether it does what it is there for. */
    default boolean up() {
        return true;
    }

    /** There is nothing to send yet, or no more. */
    record Waiting(String detail) implements OutputState {}

    /** It sends. */
    record Sending(String detail) implements OutputState {}

    /** It cannot send, for a reason that does not pass by itself or not at once. */
    record Failed(String detail) implements OutputState {
        @Override
        public boolean up() {
            return false;
        }
    }
}
