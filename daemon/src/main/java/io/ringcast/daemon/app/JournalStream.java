package io.ringcast.daemon.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether what is written to a file descriptor goes into systemd's journal, which wants priorities and has clocks of its own. */
final class JournalStream {

    private JournalStream() {}

    /**
     * Compares as systemd.exec(5) says under {@code $JOURNAL_STREAM}: the variable is inherited, so that it alone proves nothing for a child
     * whose output was redirected.
     *
     * @param journalStream the value of the variable, device and inode number in decimal with a colon between; {@code ""} when it is not set
     * @param descriptor the descriptor as a file, {@code /proc/self/fd/2}
     */
    static boolean isReachedBy(String journalStream, Path descriptor) {
        if (journalStream.isEmpty()) {
            return false;
        }
        try {
            Object device = Files.getAttribute(descriptor, "unix:dev");
            Object inode = Files.getAttribute(descriptor, "unix:ino");
            return journalStream.equals(device + ":" + inode);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // No /proc, or no Unix: no journal.
            return false;
        }
    }
}
