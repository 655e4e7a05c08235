package io.ringcast.protocol.icy;

import io.netty.buffer.ByteBuf;

/**
 * Takes the metadata blocks out of a stream that was asked for with {@code Icy-MetaData: 1}.
 *
 * <pre>
 *   | interval bytes of sound | n | n x 16 bytes of metadata | interval bytes of sound | n | ...
 * </pre>
 *
 * <p>The input may be split anywhere. The sound is handed on in the caller's own buffer with its indices narrowed for the call; at most
 * one block (4080 bytes) is copied and held. Belongs to the thread that feeds it.
 */
public final class IcyDemuxer {

    private static final int BLOCK_UNIT = 16;
    private static final int MAX_BLOCK = 255 * BLOCK_UNIT;

    private final int interval;
    private final IcySink sink;
    private final byte[] block = new byte[MAX_BLOCK];
    private int payloadLeft;
    private int blockLength;
    private int blockReceived;
    private String title = "";

    /**
     * A demuxer at the begin of a body.
     *
     * @param interval bytes of sound between two blocks: the response's {@code icy-metaint}
     */
    public IcyDemuxer(int interval, IcySink sink) {
        if (interval < 1) {
            throw new IllegalArgumentException("icy-metaint: " + interval + " (expected: >= 1)");
        }
        this.interval = interval;
        this.sink = sink;
        this.payloadLeft = interval;
    }

    /** Reads all of {@code bytes} (borrowed). */
    public void read(ByteBuf bytes) {
        while (bytes.isReadable()) {
            if (payloadLeft > 0) {
                readPayload(bytes);
            } else if (blockLength == 0) {
                readLength(bytes);
            } else {
                readBlock(bytes);
            }
        }
    }

    private void readPayload(ByteBuf bytes) {
        int from = bytes.readerIndex();
        int end = bytes.writerIndex();
        int count = Math.min(payloadLeft, end - from);
        payloadLeft -= count;
        bytes.writerIndex(from + count);
        try {
            sink.onPayload(bytes);
        } finally {
            bytes.setIndex(from + count, end);
        }
    }

    private void readLength(ByteBuf bytes) {
        blockLength = bytes.readUnsignedByte() * BLOCK_UNIT;
        blockReceived = 0;
        if (blockLength == 0) {
            payloadLeft = interval;
        }
    }

    private void readBlock(ByteBuf bytes) {
        int count = Math.min(blockLength - blockReceived, bytes.readableBytes());
        bytes.readBytes(block, blockReceived, count);
        blockReceived += count;
        if (blockReceived == blockLength) {
            IcyTitle.parse(block, blockLength).ifPresent(this::tell);
            blockLength = 0;
            payloadLeft = interval;
        }
    }

    private void tell(String now) {
        if (!now.equals(title)) {
            title = now;
            sink.onTitle(now);
        }
    }
}
