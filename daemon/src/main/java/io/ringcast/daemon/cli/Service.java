package io.ringcast.daemon.cli;

import io.ringcast.daemon.app.Daemon;
import io.ringcast.daemon.app.Logging;
import java.io.PrintWriter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a daemon until the process is told to stop. */
final class Service {

    private static final Logger log = LoggerFactory.getLogger(Service.class);

    private Service() {}

    /**
     * Starts {@code daemon} and waits until SIGTERM or SIGINT has stopped it.
     *
     * @param started run when everything is up
     * @return the exit code
     */
    static int run(Daemon daemon, Optional<Runnable> started, PrintWriter err) {
        Thread onSignal = new Thread(() -> stop(daemon), "stop");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            daemon.start();
            if (daemon.hasLogFiles()) {
                Hangup.onSignal(daemon::reopenLogFiles);
            }
            started.ifPresent(Runnable::run);
            daemon.awaitStopped();
            return ExitCode.OK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERNAL;
        } catch (Exception e) {
            // Nothing is up any more; the exit code is ours to say.
            Runtime.getRuntime().removeShutdownHook(onSignal);
            return Failures.report(e, err);
        }
    }

    /** On SIGTERM or SIGINT: an ordered stop is a normal end, not the 143 that Java would make of it. */
    private static void stop(Daemon daemon) {
        int code = ExitCode.OK;
        try {
            daemon.stop();
        } catch (Exception e) {
            log.warn("stopped with trouble: {}", e.getMessage());
            code = ExitCode.INTERNAL;
        }
        Logging.close();
        Runtime.getRuntime().halt(code);
    }
}
