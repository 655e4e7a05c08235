package io.ringcast.daemon.source.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.source.HlsOpener;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.daemon.source.PlaylistInput;
import io.ringcast.daemon.source.SegmentTally;
import io.ringcast.daemon.source.WebInput;
import io.ringcast.daemon.source.WebPlace;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run of what is at a place that may change: a file asks for its rest at the new place, HLS loads its playlist from there. Belongs to
 * the source's event loop.
 */
final class PlacedInput implements WebInput {

    private final PlaylistInput input;
    private final MovingFetcher fetcher;

    private HttpEndpoint endpoint;
    private @Nullable HttpInput file;

    /**
     * @param daemon the name of this daemon in {@code Via}
     * @param items opens what a list at that place names
     */
    PlacedInput(
            EventLoop loop,
            Ticker ticker,
            Downloader downloader,
            String daemon,
            HlsOpener hls,
            SegmentTally tally,
            HttpEndpoint endpoint,
            Function<URI, InputOpener> items,
            InputSink sink) {
        this.endpoint = endpoint;
        this.fetcher = new MovingFetcher(downloader, endpoint);
        this.input = new PlaylistInput(
                loop,
                ticker,
                first -> {
                    HttpInput made = new HttpInput(loop, downloader, daemon, endpoint, first);
                    file = made;
                    return made;
                },
                items,
                (playlist, location, told) -> {
                    fetcher.foundAt(location);
                    return hls.open(
                            loop, new HlsOpener.Found(playlist, location, fetcher, OptionalLong.empty(), tally), told);
                },
                endpoint.uri(),
                0,
                sink);
    }

    @Override
    public void moveTo(WebPlace place) {
        endpoint = endpoint.at(place);
        fetcher.moveTo(endpoint);
        if (file != null) {
            file.moveTo(endpoint);
        }
    }

    @Override
    public void start() {
        input.start();
    }

    @Override
    public void autoRead(boolean on) {
        input.autoRead(on);
    }

    @Override
    public void interrupt() {
        input.interrupt();
    }

    @Override
    public boolean canResume() {
        return input.canResume();
    }

    @Override
    public OptionalLong remaining() {
        return input.remaining();
    }

    @Override
    public Optional<URI> location() {
        return input.location();
    }

    @Override
    public boolean skip(InputFailure why) {
        return input.skip(why);
    }

    @Override
    public void stop() {
        input.stop();
    }
}
