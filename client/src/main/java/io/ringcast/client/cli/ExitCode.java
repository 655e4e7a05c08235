package io.ringcast.client.cli;

/** How the command ends, in the words of sysexits.h where it has one. */
final class ExitCode {

    static final int OK = 0;

    /** A stream was not what it should be: {@code bench} saw a gap, a duplicate or corruption, or one was not wanted. */
    static final int NOT_EXACT = 1;

    /** {@code EX_USAGE}. */
    static final int USAGE = 64;

    /** {@code EX_UNAVAILABLE}: cannot connect, refused, cut. */
    static final int UNAVAILABLE = 69;

    /** {@code EX_SOFTWARE}: a bug. */
    static final int INTERNAL = 70;

    private ExitCode() {}
}
