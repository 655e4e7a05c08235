package io.ringcast.daemon.cli;

import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.transport.BindFailedException;
import io.ringcast.daemon.transport.TransportUnavailableException;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;

/** What a failure means to the process: one line for people, and an exit code. */
final class Failures {

    private Failures() {}

    /** Prints one line for what the environment or the configuration caused; a fault of the program's own is logged with its trace. */
    static int report(Throwable error, PrintWriter err) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindFailedException || cause instanceof TransportUnavailableException) {
                err.println("ringcastd: " + cause.getMessage());
                return ExitCode.UNAVAILABLE;
            } else if (cause instanceof InvalidValueException) {
                err.println("ringcastd: " + cause.getMessage());
                return ExitCode.CONFIG;
            }
        }
        LoggerFactory.getLogger(Failures.class).error("internal error", error);
        err.println("ringcastd: internal error: " + error + " (expected: none; please report it with the log)");
        return ExitCode.INTERNAL;
    }
}
