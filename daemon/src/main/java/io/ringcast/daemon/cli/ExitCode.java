package io.ringcast.daemon.cli;

/** Exit codes, those of sysexits.h. */
final class ExitCode {

    static final int OK = 0;
    /** The command line makes no sense. */
    static final int USAGE = 64;
    /** Something needed is unavailable: a port, a transport. */
    static final int UNAVAILABLE = 69;
    /** The program failed. */
    static final int INTERNAL = 70;
    /** The configuration makes no sense. */
    static final int CONFIG = 78;

    private ExitCode() {}
}
