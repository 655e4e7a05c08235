package io.ringcast.daemon.source.filter;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.config.FilterSpec;
import io.ringcast.daemon.process.ChildCommand;
import io.ringcast.daemon.process.Children;
import io.ringcast.daemon.source.DatagramTally;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputSink;
import io.ringcast.daemon.source.Places;
import io.ringcast.daemon.source.SegmentTally;
import java.util.List;
import java.util.Optional;

/** Puts the filter of a source behind its inputs. Immutable. */
public final class Filters {

    /**
     * From anything that ffmpeg reads to MPEG-TS. Bitstream filters that a codec needs there come by themselves; cover pictures and streams
     * that MPEG-TS has no place for stay behind. A second of input must say what it is, and what is there leaves at once.
     */
    static final List<String> MPEG_TS = List.of(
            "ffmpeg",
            "-hide_banner",
            "-nostdin",
            "-loglevel",
            "warning",
            "-fflags",
            "+genpts+nobuffer",
            "-analyzeduration",
            "1000000",
            "-probesize",
            "2000000",
            "-i",
            "pipe:0",
            "-map",
            "0:V?",
            "-map",
            "0:a?",
            "-c",
            "copy",
            "-f",
            "mpegts",
            "-muxdelay",
            "0",
            "-muxpreload",
            "0",
            "-flush_packets",
            "1",
            "pipe:1");

    private final Children children;
    private final ByteBufAllocator allocator;

    /** @param allocator of what waits for a child's stdin */
    public Filters(Children children, ByteBufAllocator allocator) {
        this.children = children;
        this.allocator = allocator;
    }

    /** {@code input} as it comes out of the filter of {@code source}; the same where there is none. */
    public InputOpener behind(InputOpener input, FilterSpec filter, String source) {
        String owner = "source=" + source;
        if (filter instanceof FilterSpec.Exec exec) {
            return new Filtered(input, ChildCommand.filter(owner, exec.words()), children, allocator);
        }
        return filter instanceof FilterSpec.MpegTs
                ? new Filtered(input, ChildCommand.filter(owner, MPEG_TS), children, allocator)
                : input;
    }

    private record Filtered(InputOpener input, ChildCommand command, Children children, ByteBufAllocator allocator)
            implements InputOpener {

        @Override
        public String url() {
            return input.url();
        }

        @Override
        public Optional<Places> places() {
            return input.places();
        }

        @Override
        public Optional<DatagramTally> datagrams() {
            return input.datagrams();
        }

        @Override
        public void attend(EventLoop loop, Runnable ready) {
            input.attend(loop, ready);
        }

        @Override
        public void dismiss() {
            input.dismiss();
        }

        @Override
        public Optional<SegmentTally> segments() {
            return input.segments();
        }

        @Override
        public Input open(EventLoop loop, InputSink sink) {
            return new FilteredInput(loop, input, command, children, allocator, sink);
        }
    }
}
