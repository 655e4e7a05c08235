package io.ringcast.daemon.output.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The little that a recorder wants of a file system. May block: for a recorder's own thread only. */
interface Disk {

    /**
     * Makes a file that is not there, and the directories that lead to it.
     *
     * @throws java.nio.file.FileAlreadyExistsException when it is there
     */
    OpenFile create(Path path) throws IOException;

    /** Bytes that may still be written to the file system of {@code directory}. */
    long usableBytes(Path directory) throws IOException;

    /** A file that is being written. */
    interface OpenFile extends Closeable {

        /** Writes all of {@code bytes} behind what was written before. */
        void write(ByteBuffer bytes) throws IOException;

        /** Returns when the disk has what was written. */
        void sync() throws IOException;
    }
}
