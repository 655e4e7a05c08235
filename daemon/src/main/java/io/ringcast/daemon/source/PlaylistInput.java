package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.protocol.playlist.HlsParser;
import io.ringcast.protocol.playlist.HlsPlaylist;
import io.ringcast.protocol.playlist.Playlist;
import io.ringcast.protocol.playlist.PlaylistException;
import io.ringcast.protocol.playlist.PlaylistStart;
import io.ringcast.protocol.playlist.Reference;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a URL of the network gives, whatever it turns out to be: a stream or file, which goes straight through, or a playlist (M3U, PLS),
 * whose items play instead, or HLS ({@link HlsOpener}).
 *
 * <pre>
 *   Probing ──it is media──► Passing
 *      └──it is a list──► Collecting ──its end──► Listed: a {@link SequenceInput} of what it names, or HLS
 * </pre>
 *
 * <p>A list is told by its first bytes or its media type. What it names may only be http or https, since it came over the network.
 * Belongs to the source's event loop.
 */
public final class PlaylistInput implements Input {

    private static final Logger log = LoggerFactory.getLogger(PlaylistInput.class);

    private static final Set<String> NETWORK = Set.of("http", "https");

    /** What servers call M3U and PLS. */
    private static final Set<String> LISTS = Set.of(
            "application/vnd.apple.mpegurl",
            "application/x-mpegurl",
            "audio/mpegurl",
            "audio/x-mpegurl",
            "video/mpegurl",
            "audio/x-scpls",
            "audio/scpls",
            "application/pls+xml");

    /** Makes the input that plays HLS. */
    @FunctionalInterface
    public interface Hls {
        Input open(HlsPlaylist playlist, URI location, InputSink sink);
    }

    private final EventLoop loop;
    private final Ticker ticker;
    private final Hls hls;
    private final Function<URI, InputOpener> items;
    private final URI url;
    private final int depth;
    private final InputSink sink;
    private final Input first;

    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private boolean passing;
    private boolean collecting;
    private boolean reading = true;
    private @Nullable Input listed;

    /**
     * @param openers makes the input that may turn out to give a list
     * @param items opens what the list names
     * @param hls plays what the URL gives if that is HLS
     * @param url where the list comes from, unless the input knows better
     * @param depth how many lists named this one, from 0
     */
    public PlaylistInput(
            EventLoop loop,
            Ticker ticker,
            Function<InputSink, Input> openers,
            Function<URI, InputOpener> items,
            Hls hls,
            URI url,
            int depth,
            InputSink sink) {
        this.loop = loop;
        this.ticker = ticker;
        this.items = items;
        this.hls = hls;
        this.url = url;
        this.depth = depth;
        this.sink = sink;
        this.first = openers.apply(new First());
    }

    /** Whether a media type is that of a playlist that may be read here. */
    public static boolean isList(String mediaType) {
        return LISTS.contains(mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }

    @Override
    public void start() {
        if (listed != null) {
            listed.start();
        } else {
            first.start();
        }
    }

    @Override
    public void autoRead(boolean on) {
        reading = on;
        current().autoRead(on);
    }

    @Override
    public void interrupt() {
        current().interrupt();
    }

    @Override
    public boolean canResume() {
        return listed != null ? listed.canResume() : passing && first.canResume();
    }

    @Override
    public OptionalLong remaining() {
        return collecting ? OptionalLong.empty() : current().remaining();
    }

    @Override
    public Optional<URI> location() {
        return first.location();
    }

    @Override
    public boolean skip(InputFailure why) {
        return listed != null && listed.skip(why);
    }

    @Override
    public void stop() {
        first.stop();
        if (listed != null) {
            listed.stop();
        }
    }

    private Input current() {
        Input behind = listed;
        return behind == null ? first : behind;
    }

    private void probe(ByteBuf bytes) {
        PlaylistStart start = PlaylistStart.of(bytes);
        if (collected.size() > 0) {
            ByteBuf all = bytes.alloc().buffer(collected.size() + bytes.readableBytes());
            try {
                all.writeBytes(collected.toByteArray()).writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
                start = PlaylistStart.of(all);
                if (start == PlaylistStart.NO) {
                    passing = true;
                    collected.reset();
                    sink.onBytes(all);
                    return;
                }
            } finally {
                all.release();
            }
        }
        if (start == PlaylistStart.NO) {
            passing = true;
            sink.onBytes(bytes);
            return;
        }
        collecting = start == PlaylistStart.YES;
        collect(bytes);
    }

    private void collect(ByteBuf bytes) {
        collected.writeBytes(ByteBufUtil.getBytes(bytes));
        sink.onAlive();
        if (collected.size() > HlsParser.MAX_BYTES) {
            refuse("longer than " + HlsParser.MAX_BYTES + " bytes (expected: a list of URLs)");
        }
    }

    /** The list is whole. */
    private void unfold() {
        first.stop();
        if (depth >= Playlist.MAX_DEPTH) {
            refuse("nested deeper than " + Playlist.MAX_DEPTH + " (expected: fewer, and none that names itself)");
            return;
        }
        try {
            byte[] text = collected.toByteArray();
            URI base = first.location().orElse(url);
            if (HlsParser.recognises(text)) {
                play(hls.open(HlsParser.parse(text, base), base, new Items()));
                return;
            }
            Playlist playlist = Playlist.parse(text);
            if (playlist.kind() == Playlist.Kind.HLS) {
                refuse("HLS with neither #EXT-X-TARGETDURATION nor #EXT-X-STREAM-INF (expected: one of them)");
                return;
            }
            List<Item> named = named(playlist, base);
            if (named.isEmpty()) {
                refuse("names no http or https URL (expected: at least one)");
                return;
            }
            play(new SequenceInput(loop, ticker, Program.of(named), false, new Items()));
        } catch (PlaylistException e) {
            refuse(e.detail());
        }
    }

    /** From now on it is what the list names. */
    private void play(Input behind) {
        collecting = false;
        collected.reset();
        listed = behind;
        behind.autoRead(reading);
        behind.start();
    }

    private List<Item> named(Playlist playlist, URI base) {
        List<Item> named = new ArrayList<>();
        for (Playlist.Entry entry : playlist.entries()) {
            Optional<URI> target = Reference.resolve(base, entry.reference())
                    .filter(uri -> uri.getScheme() != null
                            && NETWORK.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                            && uri.getHost() != null);
            if (target.isPresent()) {
                named.add(new Item(items.apply(target.get()), entry.title()));
            } else {
                log.warn(
                        "event=item-skipped list={} detail=\"an entry that is no http or https URL (expected: these only, since"
                                + " the list came over the network)\"",
                        base.getAuthority());
            }
        }
        return named;
    }

    private void refuse(String what) {
        first.interrupt();
        sink.onLost(InputFailure.lasting(Reason.PLAYLIST, "a playlist came: " + what));
    }

    /** What the URL itself gives. */
    private final class First extends ForwardingSink {

        First() {
            super(sink);
        }

        @Override
        public void onConnected(InputRun run) {
            collecting = run.mediaType().filter(PlaylistInput::isList).isPresent();
            collected.reset();
            sink.onConnected(collecting ? InputRun.live(Optional.empty()) : run);
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            if (passing) {
                sink.onBytes(bytes);
            } else if (collecting) {
                collect(bytes);
            } else {
                probe(bytes);
            }
        }

        @Override
        public void onEnded() {
            if (collecting) {
                unfold();
                return;
            }
            flush();
            sink.onEnded();
        }

        @Override
        public void onLost(InputFailure failure) {
            // A list of unknown length ends with its connection.
            if (collecting && failure.reason() == Reason.CLOSED) {
                unfold();
                return;
            }
            flush();
            sink.onLost(failure);
        }

        /** A few bytes that might have become a list are all there is. */
        private void flush() {
            if (!passing && !collecting && collected.size() > 0) {
                ByteBuf all = Unpooled.wrappedBuffer(collected.toByteArray());
                collected.reset();
                sink.onBytes(all);
                all.release();
            }
        }
    }

    /** What the list's items give: items of the run that has begun. */
    private final class Items extends ForwardingSink {

        Items() {
            super(sink);
        }

        @Override
        public void onConnected(InputRun run) {
            sink.onItem(run);
        }
    }
}
