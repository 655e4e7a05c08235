package io.ringcast.daemon.source.hls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.source.HlsOpener;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputSink;

/**
 * Plays HLS playlists that inputs have met. Immutable, used from any thread.
 *
 * @param ticker what durations are measured by, the one that event loops schedule by
 * @param allocator of what is decrypted
 */
public record HlsPlayer(Ticker ticker, ByteBufAllocator allocator) implements HlsOpener {

    @Override
    public Input open(EventLoop loop, Found found, InputSink sink) {
        return new HlsInput(loop, ticker, allocator, found, sink);
    }
}
