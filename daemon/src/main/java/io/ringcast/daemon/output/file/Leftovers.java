package io.ringcast.daemon.output.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives what a killed daemon was writing its name: it plays as far as it goes. For a recorder's own thread. */
final class Leftovers {

    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

    private Leftovers() {}

    /**
     * Looks once for all of them.
     *
     * @param who the recorder, for the log
     * @param written the files that this daemon is writing, which are none
     */
    static void recover(String who, Recordings recordings, Set<Path> written) throws IOException {
        for (Recordings.Entry left : recordings.list().parts()) {
            if (!written.contains(left.path()) && !isWritten(left.path())) {
                recover(who, left);
            }
        }
    }

    private static void recover(String who, Recordings.Entry left) {
        String name = left.path().toString();
        Path path = Path.of(name.substring(0, name.length() - NamePattern.PART.length()));
        try {
            if (left.bytes() == 0) {
                Files.deleteIfExists(left.path());
                return;
            }
            log.info(
                    "{} event=recording-recovered file={} bytes={} detail=\"it was being written when a daemon ended\"",
                    who,
                    Recording.named(left.path(), path),
                    left.bytes());
        } catch (IOException e) {
            log.warn("{} event=recording-not-recovered file={} detail=\"{}\"", who, name, FileTrouble.text(e));
        }
    }

    /** Whether another process holds the lock of whoever writes. */
    private static boolean isWritten(Path part) {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException withoutLocks) {
            return false;
        }
    }
}
