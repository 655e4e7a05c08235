package io.ringcast.client.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringcast.protocol.container.Detection;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.container.FormatDetector;
import io.ringcast.protocol.container.UnitParser;
import io.ringcast.protocol.container.UnitParsers;
import io.ringcast.protocol.container.UnitSink;
import io.ringcast.protocol.mpegts.TsAnalyser;
import io.ringcast.protocol.mpegts.TsClock;
import io.ringcast.protocol.mpegts.TsReport;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a stream is and counts what is in it: the transport stream's analyser where it is one, join points and clock of whatever
 * else can be cut into units. Owns what it holds until {@link #close()}; belongs to whoever feeds it.
 */
final class StreamAnalysis implements UnitSink, AutoCloseable {

    private final ByteBufAllocator allocator;
    private final TsAnalyser analyser;
    private @Nullable ByteBuf first;
    private @Nullable UnitParser parser;
    private String format = "";
    private String mediaType = "";
    private boolean mpegts;
    private Optional<String> remark = Optional.empty();
    private long bytes;
    private long nanos;
    private long joinPoints;
    private long garbage;
    private boolean hasClock;
    private long clock;
    private long ticks;

    private StreamAnalysis(ByteBufAllocator allocator, TsAnalyser analyser) {
        this.allocator = allocator;
        this.analyser = analyser;
    }

    /** Of anything, measured by its own clock. */
    static StreamAnalysis ofAnything(ByteBufAllocator allocator) {
        StreamAnalysis analysis = new StreamAnalysis(allocator, TsAnalyser.byClock());
        analysis.first = allocator.buffer(FormatDetector.MAX_PREFIX);
        return analysis;
    }

    /** Of a transport stream, measured by its arrival. */
    static StreamAnalysis ofArrivingTransportStream(ByteBufAllocator allocator) {
        StreamAnalysis analysis = new StreamAnalysis(allocator, TsAnalyser.byArrival());
        analysis.begin(Format.MPEG_TS);
        return analysis;
    }

    /** More of the stream, which came at {@code nowNanos}. Borrows {@code more} and reads all of it. */
    void add(ByteBuf more, long nowNanos) {
        bytes += more.readableBytes();
        nanos = nowNanos;
        if (first != null) {
            first.writeBytes(more);
            decide(false);
        } else if (parser != null) {
            parser.parse(more, this);
        }
    }

    /** No more will come. */
    void end() {
        if (first != null && first.isReadable()) {
            decide(true);
        }
        if (parser != null) {
            parser.end(this);
        }
    }

    /** Bytes so far. */
    long bytes() {
        return bytes;
    }

    /** Its short name; {@code ""} while too few bytes came. */
    String format() {
        return format;
    }

    String mediaType() {
        return mediaType;
    }

    long joinPoints() {
        return joinPoints;
    }

    long garbage() {
        return garbage;
    }

    /** How much was read by its own clock. */
    Optional<Double> mediaSeconds() {
        return hasClock ? Optional.of(ticks / (double) TsClock.FREQUENCY) : Optional.empty();
    }

    Optional<TsReport> mpegts() {
        return mpegts ? Optional.of(analyser.report()) : Optional.empty();
    }

    @Override
    public void onUnits(ByteBuf units) {
        if (mpegts) {
            analyser.packets(units, units.readerIndex(), units.readableBytes(), nanos);
        }
    }

    @Override
    public void onPart(ByteBuf part) {
        // Its unit ends with the next one.
    }

    @Override
    public void onRemark(String text) {
        remark = Optional.of(text);
    }

    @Override
    public void onClock(long now, boolean discontinuity) {
        long step = TsClock.difference(now, clock);
        // What jumps is no time that passed.
        if (hasClock && !discontinuity && step > 0 && step < 10 * TsClock.FREQUENCY) {
            ticks += step;
        }
        hasClock = true;
        clock = now;
    }

    @Override
    public void onJoinPoint(byte[] preamble) {
        joinPoints++;
    }

    @Override
    public void onGarbage(int count) {
        garbage += count;
        if (mpegts) {
            analyser.garbage(count);
        }
    }

    /** What people should know of the stream. */
    Optional<String> remark() {
        return remark;
    }

    @Override
    public void close() {
        if (first != null) {
            first.release();
            first = null;
        }
        if (parser != null) {
            parser.close();
            parser = null;
        }
    }

    private void decide(boolean last) {
        ByteBuf prefix = first;
        if (prefix == null) {
            return;
        }
        Detection detection = FormatDetector.detect(prefix, last);
        if (detection instanceof Detection.NeedsMore) {
            return;
        }
        first = null;
        try {
            if (detection instanceof Detection.Stream stream) {
                begin(stream.format());
                if (parser != null) {
                    parser.parse(prefix, this);
                }
            } else {
                format = word(detection);
            }
        } finally {
            prefix.release();
        }
    }

    private void begin(Format found) {
        format = found.name();
        mediaType = found.mediaType();
        mpegts = found.equals(Format.MPEG_TS);
        try {
            parser = UnitParsers.forFormat(found, allocator);
        } catch (IllegalArgumentException e) {
            // A format that is known and cannot be cut: its name is all there is to say.
            parser = null;
        }
    }

    private static String word(Detection detection) {
        if (detection instanceof Detection.Playlist playlist) {
            return "playlist (" + playlist.kind() + ")";
        }
        if (detection instanceof Detection.Page page) {
            return "page (" + page.kind() + ")";
        }
        return detection.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
