package io.ringcast.daemon.output.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringcast.daemon.http.BodySource;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses another body on its way out: RFC 1952. It works on the event loop, in slices of {@link #SLICE} bytes at the fastest level, half
 * a millisecond each; the connection lets the loop do something else between them. Belongs to that loop.
 */
final class GzipBody implements BodySource {

    /** Bytes that are compressed before the loop may do something else. */
    private static final int SLICE = 16 << 10;

    /** Header: magic, deflate, no flags, no time, fastest, unknown system (RFC 1952, 2.3.1). */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, (byte) 0xff};

    private static final int TRAILER_BYTES = 8;

    private final BodySource plain;
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final CRC32 check = new CRC32();
    private @Nullable ByteBuf piece;
    private boolean begun;
    private boolean finished;

    /** @param plain what is compressed; told how many compressed bytes were taken */
    GzipBody(BodySource plain) {
        this.plain = plain;
    }

    @Override
    public @Nullable ByteBuf next() {
        if (finished) {
            return null;
        }
        ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(SLICE + 1024);
        if (!begun) {
            begun = true;
            out.writeBytes(HEADER);
        }
        // A slice may leave nothing behind yet: an empty piece would say that all is over.
        while (!finished && !out.isReadable()) {
            slice(out);
        }
        if (!finished) {
            slice(out);
        }
        return out;
    }

    @Override
    public void onTaken(int bytes) {
        plain.onTaken(bytes);
    }

    @Override
    public void onOver(Over how) {
        if (piece != null) {
            piece.release();
            piece = null;
        }
        deflater.end();
        plain.onOver(how);
    }

    private void slice(ByteBuf out) {
        ByteBuf from = piece != null ? piece : plain.next();
        if (from == null) {
            deflater.finish();
            drain(out);
            out.writeIntLE((int) check.getValue());
            out.writeIntLE((int) deflater.getBytesRead());
            finished = true;
            return;
        }
        piece = from;
        int length = Math.min(SLICE, from.readableBytes());
        ByteBuffer bytes = from.nioBuffer(from.readerIndex(), length);
        check.update(bytes.duplicate());
        deflater.setInput(bytes);
        drain(out);
        from.skipBytes(length);
        if (!from.isReadable()) {
            from.release();
            piece = null;
        }
    }

    /** Takes from the deflater all that it gives for what it was given. */
    private void drain(ByteBuf out) {
        int written;
        do {
            out.ensureWritable(SLICE / 4 + TRAILER_BYTES);
            ByteBuffer to = out.nioBuffer(out.writerIndex(), out.writableBytes());
            written = deflater.deflate(to);
            out.writerIndex(out.writerIndex() + written);
        } while (written > 0);
    }
}
