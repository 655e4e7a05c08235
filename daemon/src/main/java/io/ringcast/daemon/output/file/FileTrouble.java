package io.ringcast.daemon.output.file;

import io.ringcast.daemon.output.RecordingAccount.Failure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** What an error of a file system means, for counters and for people. The system says it in words only. */
final class FileTrouble {

    private FileTrouble() {}

    static Failure reason(IOException error) {
        String text = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("quota exceeded") || text.contains("min-free")) {
            return Failure.FULL;
        } else if (text.contains("read-only")) {
            return Failure.READ_ONLY;
        } else if (error instanceof AccessDeniedException || text.contains("not permitted")) {
            return Failure.DENIED;
        } else if (error instanceof NoSuchFileException) {
            return Failure.MISSING;
        }
        return Failure.OTHER;
    }

    /** One line for people. */
    static String text(IOException error) {
        if (!(error instanceof FileSystemException of)) {
            return String.valueOf(error.getMessage());
        }
        return (of.getFile() == null ? "" : of.getFile() + ": ") + (of.getReason() == null ? kind(of) : of.getReason());
    }

    /** For those of which the system says no more than their type. */
    private static String kind(FileSystemException error) {
        if (error instanceof AccessDeniedException) {
            return "permission denied";
        } else if (error instanceof NoSuchFileException) {
            return "no such file or directory";
        } else if (error instanceof FileAlreadyExistsException || error instanceof NotDirectoryException) {
            return "is no directory";
        }
        return error.getClass().getSimpleName();
    }
}
