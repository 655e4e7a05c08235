package io.ringcast.daemon.transport;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A certificate or its key cannot be used. The message has value and expectation, and nothing of the key. */
public final class InvalidCertificateException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidCertificateException(Path file, String expected) {
        super(file + " (expected: " + expected + ")", null, false, false);
    }

    static InvalidCertificateException unreadable(Path file, IOException error) {
        if (error instanceof NoSuchFileException) {
            return new InvalidCertificateException(file, "a file that is there");
        }
        if (error instanceof AccessDeniedException) {
            return new InvalidCertificateException(
                    file, "a file that this user can read; under systemd name it by LoadCredential=");
        }
        return new InvalidCertificateException(file, "a file that can be read: " + error.getMessage());
    }
}
