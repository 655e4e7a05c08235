package io.ringcast.daemon.cli;

import io.ringcast.daemon.app.Trouble;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;

/** What a failure means to the process: one line for people, and an exit code. */
final class Failures {

    private Failures() {}

    /** Prints one line; a fault of the program's own is logged with its trace too. */
    static int report(Throwable error, PrintWriter err) {
        Trouble trouble = Trouble.of(error);
        err.println("ringcastd: " + trouble.message());
        return switch (trouble.kind()) {
            case UNAVAILABLE -> ExitCode.UNAVAILABLE;
            case CONFIGURATION -> ExitCode.CONFIG;
            case INTERNAL -> {
                LoggerFactory.getLogger(Failures.class).error("internal error", error);
                yield ExitCode.INTERNAL;
            }
        };
    }
}
