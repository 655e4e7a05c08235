package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.stream.Run;
import io.ringcast.protocol.container.Detection;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.container.UnitParser;
import io.ringcast.protocol.container.UnitParsers;
import io.ringcast.protocol.container.UnitSink;
import io.ringcast.protocol.live.LivePlace;
import io.ringcast.protocol.live.Provenance;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts the bytes of one run into units: waits until the first of them say what they are, begins the run at its {@link Outlet}, and gives
 * it whole units from then on. Belongs to the source's event loop; owns the parser and the few bytes in which the format is looked for.
 */
final class UnitCutter {

    private static final Logger log = LoggerFactory.getLogger(UnitCutter.class);

    /** Who is told what the bytes are. */
    interface Watch {

        /** What comes is {@code format}; {@code byArrival} when it is datagrams, which come as they were sent. */
        void onFormat(Format format, boolean byArrival);

        /** Whole units came (borrowed), before they are paced. */
        void onUnits(ByteBuf units);

        void onGarbage(int bytes);
    }

    /** Who is told how it goes. */
    interface Progress {

        /** A batch has gone through: all that was given so far, unless it is the beginning of a unit. */
        void onParsed();

        /** What came is no media, or none that is wanted. */
        void onRefused(InputFailure failure);

        /** Why bytes of {@code format} are not wanted; empty when they are. */
        Optional<InputFailure> objection(Format format);
    }

    /** Garbage behind which MPEG-TS is another run: so many packets in a row are missing that nothing fits what was before. */
    static final int BREAKING_GARBAGE = 8 * 1024;

    private final ByteBufAllocator allocator;
    private final SourceSettings settings;
    private final InputRun run;
    private final OptionalLong length;
    private final boolean endless;
    private final Outlet out;
    private final Watch watch;
    private final Progress progress;
    private final FirstBytes firstBytes;
    private final UnitSink units = new Tap();

    private @Nullable UnitParser parser;
    private boolean breakable;
    private long garbage;
    private boolean useful;
    private boolean wasted;
    private boolean closed;

    /** Bytes that are still to come of the preamble, which have no offset and no place in the ring. */
    private long preamble;

    /**
     * @param run what its input says of the bytes; if that is their format, the run begins now
     * @param length its bytes, absent when nobody knows
     * @param endless whether others follow it for ever, so that it is no end that listeners come to
     */
    UnitCutter(
            EventLoop loop,
            ByteBufAllocator allocator,
            SourceSettings settings,
            InputRun run,
            OptionalLong length,
            boolean endless,
            Outlet out,
            Watch watch,
            Progress progress) {
        this.allocator = allocator;
        this.settings = settings;
        this.run = run;
        this.length = length;
        this.endless = endless;
        this.out = out;
        this.watch = watch;
        this.progress = progress;
        this.preamble = run.provenance().place().map(LivePlace::preamble).orElse(0L);
        this.firstBytes = new FirstBytes(loop, allocator, this::onDecided);
        run.format().ifPresent(this::begin);
    }

    /** What its input says of the bytes. */
    InputRun run() {
        return run;
    }

    /** Takes the bytes that come next (borrowed); false when they were thrown away, and nothing else came of them. */
    boolean add(ByteBuf bytes) {
        useful = false;
        wasted = false;
        if (parser == null) {
            firstBytes.add(bytes);
        } else {
            parser.parse(bytes, units);
            progress.onParsed();
        }
        return useful || !wasted;
    }

    /** Whether something came of the bytes that were added last; if not and nothing was thrown away, they wait to become whole. */
    boolean useful() {
        return useful;
    }

    /** No more will come: what may stand alone goes out. */
    void finish() {
        firstBytes.decideNow();
        abandon();
    }

    /** The run is lost: what may stand alone goes out; bytes that have not yet said what they are come again with the next run. */
    void abandon() {
        if (parser != null && !closed) {
            parser.end(units);
            out.flush();
        }
    }

    /** Frees what is held. Idempotent. */
    void close() {
        closed = true;
        firstBytes.close();
        if (parser != null) {
            parser.close();
        }
    }

    private void onDecided(Detection detection, ByteBuf bytes) {
        if (detection instanceof Detection.Stream stream) {
            Optional<InputFailure> objection = progress.objection(stream.format());
            if (objection.isPresent()) {
                progress.onRefused(objection.get());
                return;
            }
            begin(stream.format()).parse(bytes, units);
            progress.onParsed();
        } else if (detection instanceof Detection.Playlist playlist) {
            progress.onRefused(InputFailure.lasting(
                    Reason.PLAYLIST,
                    "a playlist (" + playlist.kind()
                            + ") came (expected: a stream or a file; playlists are not supported as a source yet, name"
                            + " what it lists)"));
        } else if (detection instanceof Detection.Page page) {
            progress.onRefused(InputFailure.lasting(
                    Reason.CONTENT_TYPE,
                    "a page (" + page.kind().name().toLowerCase(Locale.ROOT)
                            + ") came (expected: media; open the URL in a browser to see what it says)"));
        }
    }

    private UnitParser begin(Format format) {
        boolean announced = run.format().isPresent();
        UnitParser made = announced && !format.equals(Format.MPEG_TS)
                ? new WholeUnits(format)
                : UnitParsers.forFormat(format, allocator);
        parser = made;
        breakable = format.equals(Format.MPEG_TS);
        boolean datagrams = announced && !run.finite() && !run.faster();
        watch.onFormat(format, datagrams);
        beginRun(format, run.provenance());
        return made;
    }

    private void beginRun(Format format, Provenance provenance) {
        out.begin(
                new Run(
                        format,
                        run.mediaType(),
                        run.finite() && !endless,
                        run.finite(),
                        run.repeats(),
                        length,
                        provenance),
                settings.paceOf(run));
    }

    /** Something comes that is no garbage: behind much of that it begins anew, at a join point and on the timeline. */
    private void resume() {
        useful = true;
        if (breakable && garbage >= BREAKING_GARBAGE) {
            beginRun(Format.MPEG_TS, run.provenance().withoutPlace());
        }
        garbage = 0;
    }

    /** Has the watch hear of what goes to the outlet, and of what the parser throws away. */
    private final class Tap implements UnitSink {

        @Override
        public void onUnits(ByteBuf whole) {
            resume();
            watch.onUnits(whole);
            if (behindPreamble(whole)) {
                out.onUnits(whole);
            }
        }

        @Override
        public void onPart(ByteBuf part) {
            resume();
            if (behindPreamble(part)) {
                out.onPart(part);
            }
        }

        /** Passes over what of {@code bytes} is preamble; whether anything is left. */
        private boolean behindPreamble(ByteBuf bytes) {
            if (preamble > 0) {
                int passed = (int) Math.min(preamble, bytes.readableBytes());
                bytes.skipBytes(passed);
                preamble -= passed;
            }
            return bytes.isReadable();
        }

        @Override
        public void onRemark(String remark) {
            log.warn("source={} event=format-remark remark=\"{}\"", settings.name(), remark);
        }

        @Override
        public void onBeginningOnly(String why) {
            out.onBeginningOnly(why);
        }

        @Override
        public void onClock(long ticks, boolean discontinuity) {
            resume();
            if (preamble == 0) {
                out.onClock(ticks, discontinuity);
            }
        }

        @Override
        public void onJoinPoint(byte[] before) {
            resume();
            if (preamble == 0) {
                out.onJoinPoint(before);
            }
        }

        @Override
        public void onGarbage(int bytes) {
            wasted = true;
            garbage += bytes;
            watch.onGarbage(bytes);
            long passed = Math.min(preamble, bytes);
            preamble -= passed;
            if (bytes > passed) {
                out.onGarbage((int) (bytes - passed));
            }
        }
    }
}
