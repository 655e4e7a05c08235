package io.ringcast.daemon.output.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.daemon.fanout.Batch;
import io.ringcast.daemon.fanout.ForwardingChannel;
import io.ringcast.daemon.fanout.ListenerChannel;
import io.ringcast.daemon.fanout.Pieces;
import io.ringcast.protocol.icy.IcyBlock;
import java.util.function.Supplier;

/**
 * A {@link ListenerChannel} that puts a block with the title into the sound after every {@link #INTERVAL} bytes, for a player that asked for
 * it. The bytes of the stream stay what they are, in the memory where they are: only pieces of a batch are cut. What the listener counts are
 * bytes of the stream; a block that waits in the queue counts as bytes that wait.
 */
final class IcyWriter extends ForwardingChannel {

    /** Bytes of sound between two blocks: {@code icy-metaint}, as Icecast has it. */
    static final int INTERVAL = 16_000;

    private final Pieces pieces;
    private final Supplier<String> title;
    private int untilBlock = INTERVAL;
    private String told = "";
    private boolean begun;

    /** @param title what plays now */
    IcyWriter(Pieces pieces, Supplier<String> title) {
        super(pieces);
        this.pieces = pieces;
        this.title = title;
    }

    @Override
    public int send(Batch batch) {
        for (int i = 0; i < batch.pieces(); i++) {
            write(batch.piece(i).retainedDuplicate());
        }
        pieces.flush();
        return batch.length();
    }

    @Override
    public void queue(ByteBuf bytes) {
        write(bytes);
        pieces.flush();
    }

    /** Takes ownership of {@code sound}. */
    private void write(ByteBuf sound) {
        while (sound.readableBytes() >= untilBlock) {
            pieces.write(sound.readRetainedSlice(untilBlock));
            pieces.write(Unpooled.wrappedBuffer(block()));
            untilBlock = INTERVAL;
        }
        if (sound.isReadable()) {
            untilBlock -= sound.readableBytes();
            pieces.write(sound);
        } else {
            sound.release();
        }
    }

    private byte[] block() {
        String now = title.get();
        if (begun && now.equals(told)) {
            return IcyBlock.unchanged();
        }
        begun = true;
        told = now;
        return IcyBlock.of(now);
    }
}
