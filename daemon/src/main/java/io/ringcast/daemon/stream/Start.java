package io.ringcast.daemon.stream;

/**
 * Where a listener begins.
 *
 * @param offset ring offset of its first byte, a unit boundary
 * @param preamble bytes before it, possibly none; nobody changes the array
 * @param epoch what it plays; it is done when it reaches the end of that
 */
@SuppressWarnings("ArrayRecordComponent")
public record Start(long offset, byte[] preamble, LiveEpoch epoch) {

    static final byte[] NO_PREAMBLE = {};
}
