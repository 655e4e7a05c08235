package io.ringcast.daemon.source.file;

import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says why a file could not be opened or read, and what helps. */
final class FileFailures {

    private FileFailures() {}

    static InputFailure of(Path file, IOException cause) {
        return InputFailure.lasting(Reason.FILE, detail(file, cause));
    }

    static String detail(Path file, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return file + ": no such file (expected: one that is there; check the path, it starts from "
                    + "where the daemon or its configuration is)";
        }
        if (cause instanceof AccessDeniedException) {
            return file + ": may not be read (expected: readable for the user that ringcastd runs as)";
        }
        return file + ": " + cause.getMessage() + " (expected: a file that can be read)";
    }
}
