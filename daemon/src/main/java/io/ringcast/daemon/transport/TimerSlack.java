package io.ringcast.daemon.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How late the kernel may wake a sleeping thread so that it wakes several at once: 50 us unless a thread says otherwise (prctl(2),
 * {@code PR_SET_TIMERSLACK}).
 */
final class TimerSlack {

    private static final Path THIS_THREAD = Path.of("/proc/thread-self");
    private static final Path PROCESSES = Path.of("/proc");
    private static final String SLACK = "timerslack_ns";

    private TimerSlack() {}

    /**
     * Makes the calling thread wake as exactly as the hardware can. Reads and writes files of {@code /proc}.
     *
     * @return whether the system knows how
     */
    static boolean least() {
        try {
            // A thread may set its own without a privilege (proc_pid_timerslack(5)); its directory under its own number
            // has the file, the one below its process has not.
            Path thread = Files.readSymbolicLink(THIS_THREAD).getFileName();
            Files.writeString(PROCESSES.resolve(thread).resolve(SLACK), "1");
            return true;
        } catch (IOException | RuntimeException elsewhere) {
            return false;
        }
    }
}
