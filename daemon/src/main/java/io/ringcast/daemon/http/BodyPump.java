package io.ringcast.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Gives the pieces of one body to the channel as long as that takes them. What waits is at most the channel's high water mark and one
 * piece. Belongs to the channel's event loop.
 */
final class BodyPump {

    /** Pieces before the loop may do something else: making one may be work. */
    private static final int TURN = 4;

    private final Channel channel;
    private final BodySource source;
    private final Runnable onProgress;
    private final Runnable onWhole;

    private boolean given;
    private boolean scheduled;
    private boolean over;

    /**
     * @param onProgress called whenever the kernel took something
     * @param onWhole called once, when the kernel took all
     */
    BodyPump(Channel channel, BodySource source, Runnable onProgress, Runnable onWhole) {
        this.channel = channel;
        this.source = source;
        this.onProgress = onProgress;
        this.onWhole = onWhole;
    }

    /** Gives what the channel takes now. */
    void go() {
        for (int i = 0; i < TURN; i++) {
            if (over || given || !channel.isWritable()) {
                return;
            }
            ByteBuf piece = source.next();
            if (piece == null) {
                given = true;
                channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(written -> {
                    if (written.isSuccess() && !over) {
                        end(BodySource.Over.WHOLE);
                        onWhole.run();
                    }
                });
                return;
            }
            int bytes = piece.readableBytes();
            channel.writeAndFlush(new DefaultHttpContent(piece)).addListener(written -> {
                if (written.isSuccess() && !over) {
                    source.onTaken(bytes);
                    onProgress.run();
                }
            });
        }
        if (!scheduled) {
            scheduled = true;
            channel.eventLoop().execute(() -> {
                scheduled = false;
                go();
            });
        }
    }

    /** The connection ends before the body does, or has ended. */
    void end(BodySource.Over how) {
        if (!over) {
            over = true;
            source.onOver(how);
        }
    }
}
