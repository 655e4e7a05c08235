package io.ringcast.daemon.source.file;

import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.Executor;

/**
 * What reading files takes.
 *
 * @param executor runs what waits for disks; bounded in threads, and each file has at most one task there
 * @param allocator of the pieces
 */
record FileReading(Executor executor, ByteBufAllocator allocator) {}
