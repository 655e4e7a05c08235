package io.ringcast.daemon.output.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The file system of this host with faults on order; thread-safe. */
final class FakeDisk implements Disk {

    private final Disk real = new LocalDisk();

    /** Bytes that may be written before it is full. */
    private final AtomicLong room = new AtomicLong(Long.MAX_VALUE);

    /** What the system says instead of making a file; null when it makes it. */
    volatile @Nullable String refusal;

    /** Bytes that it says are free; below 0 it is asked. */
    volatile long usable = -1;

    /** What writing waits for. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    void room(long bytes) {
        room.set(bytes);
    }

    @Override
    public OpenFile create(Path path) throws IOException {
        String why = refusal;
        if (why != null) {
            throw new FileSystemException(path.toString(), null, why);
        }
        OpenFile file = real.create(path);
        return new OpenFile() {

            @Override
            public void write(ByteBuffer bytes) throws IOException {
                try {
                    if (!gate.await(60, TimeUnit.SECONDS)) {
                        throw new IOException("the test has forgotten the gate");
                    }
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                int fits = (int) Math.min(room.get(), bytes.remaining());
                room.addAndGet(-fits);
                boolean full = fits < bytes.remaining();
                // As write(2): what fits is written, the rest is an error.
                bytes.limit(bytes.position() + fits);
                file.write(bytes);
                if (full) {
                    throw new IOException("No space left on device");
                }
            }

            @Override
            public void sync() throws IOException {
                file.sync();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return usable < 0 ? real.usableBytes(directory) : usable;
    }
}
