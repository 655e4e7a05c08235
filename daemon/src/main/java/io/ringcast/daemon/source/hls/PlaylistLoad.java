package io.ringcast.daemon.source.hls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.Fetcher;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.protocol.playlist.HlsParser;
import io.ringcast.protocol.playlist.HlsPlaylist;
import io.ringcast.protocol.playlist.PlaylistException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Gets a playlist and reads it. Used once; belongs to the source's event loop. */
final class PlaylistLoad implements Fetcher.Taker {

    /** Who wanted it. */
    interface Events {

        /** {@code location} is where it came from, redirects followed. */
        void onPlaylist(HlsPlaylist playlist, URI location);

        void onFailed(InputFailure failure);
    }

    private final Events events;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private URI location;
    private Fetcher.@Nullable Fetch fetch;

    private PlaylistLoad(URI uri, Events events) {
        this.location = uri;
        this.events = events;
    }

    /** Asks for it. Events come after this has returned. */
    static PlaylistLoad begin(EventLoop loop, Fetcher fetcher, URI uri, Events events) {
        PlaylistLoad load = new PlaylistLoad(uri, events);
        load.fetch = fetcher.get(loop, Fetcher.Part.whole(uri), load);
        return load;
    }

    /** Ends it; nothing is told any more. */
    void cancel() {
        if (fetch != null) {
            fetch.cancel();
        }
    }

    @Override
    public void onBegun(URI from, OptionalLong left, Optional<String> validator) {
        location = from;
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        text.writeBytes(ByteBufUtil.getBytes(bytes));
        if (text.size() > HlsParser.MAX_BYTES) {
            cancel();
            refuse("it is longer than " + HlsParser.MAX_BYTES + " bytes (expected: at most so many)");
        }
    }

    @Override
    public void onDone() {
        try {
            events.onPlaylist(HlsParser.parse(text.toByteArray(), location), location);
        } catch (PlaylistException e) {
            refuse(e.getMessage());
        }
    }

    @Override
    public void onFailed(InputFailure failure) {
        events.onFailed(failure);
    }

    private void refuse(@Nullable String why) {
        events.onFailed(InputFailure.lasting(
                Reason.PLAYLIST, "the playlist from " + location.getAuthority() + " cannot be played: " + why));
    }
}
