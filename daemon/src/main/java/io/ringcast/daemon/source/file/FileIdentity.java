package io.ringcast.daemon.source.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * By what a file is known again.
 *
 * @param key device and inode, where the system has them
 * @param size its bytes when it was opened
 */
record FileIdentity(Optional<Object> key, long size) {

    static FileIdentity of(Path path) throws IOException {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        if (found.isDirectory()) {
            throw new FileSystemException(path.toString(), null, "a directory, where a file was expected");
        }
        if (!found.isRegularFile()) {
            throw new FileSystemException(
                    path.toString(), null, "a pipe or device; give it on standard input: ringcastd - < " + path);
        }
        return new FileIdentity(Optional.ofNullable(found.fileKey()), found.size());
    }

    /** Whether this is the file {@code begun}, which may have grown. */
    boolean continues(FileIdentity begun) {
        return key.equals(begun.key) && size >= begun.size;
    }
}
