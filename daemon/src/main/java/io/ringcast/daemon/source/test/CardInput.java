package io.ringcast.daemon.source.test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.mpegts.TsPacket;
import java.util.Optional;

/**
 * The test card: a short transport stream that follows itself for ever on one timeline. It gives bytes as fast as they are taken; its
 * PCR says when they are released. Belongs to the source's event loop.
 */
final class CardInput implements Input {

    /** Packets in a piece: 64 ms to a second of the card, and never long on the loop. */
    private static final int PIECE = 174;

    private final EventLoop loop;
    private final ByteBufAllocator allocator;
    private final InputSink sink;
    private final CardLoop packets;

    private boolean reading = true;
    private boolean running;
    private boolean scheduled;

    CardInput(EventLoop loop, ByteBufAllocator allocator, InputSink sink, byte[] card) {
        this.loop = loop;
        this.allocator = allocator;
        this.sink = sink;
        this.packets = new CardLoop(card);
    }

    @Override
    public void start() {
        running = true;
        loop.execute(this::connect);
    }

    @Override
    public void autoRead(boolean on) {
        reading = on;
        goOn();
    }

    @Override
    public void interrupt() {
        running = false;
    }

    @Override
    public boolean canResume() {
        return false;
    }

    @Override
    public void stop() {
        running = false;
    }

    private void connect() {
        if (running) {
            sink.onConnected(new InputRun(Optional.of(Format.MPEG_TS), Optional.empty(), false, true));
            goOn();
        }
    }

    private void goOn() {
        if (running && reading && !scheduled) {
            scheduled = true;
            loop.execute(this::give);
        }
    }

    private void give() {
        scheduled = false;
        if (!running || !reading) {
            return;
        }
        ByteBuf piece = allocator.buffer(PIECE * TsPacket.SIZE);
        try {
            packets.next(piece, PIECE);
            sink.onBytes(piece);
        } finally {
            piece.release();
        }
        goOn();
    }
}
