package io.ringcast.daemon.output.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.output.SinkTarget;
import io.ringcast.daemon.process.PipeWriter;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The files of a recorder, as a target of an output: splits what it is given where {@link Cuts} says, and leaves the writing to a thread.
 * Every byte between two skips goes into exactly one file. Belongs to its event loop.
 */
final class FileTarget implements SinkTarget {

    /** Bytes on their way to the disk. */
    private static final long LIMIT = 1 << 20;

    private final Recorder recorder;
    private final Cuts cuts;
    private final PipeWriter writer;
    private final FileSequence files;
    private final long written;

    private byte[] preamble = Cuts.NO_PREAMBLE;
    /** Bytes given to the writer, and the ring offset behind them. */
    private long given;

    private long next = -1;
    private boolean begun;
    private Cuts.@Nullable Cut resume;
    private boolean silent;

    /** @param written ring offset up to which all was recorded before, -1 when nothing was */
    FileTarget(Recorder recorder, Cuts cuts, EventLoop loop, Events events, long written) {
        this.recorder = recorder;
        this.cuts = cuts;
        this.written = written;
        Told told = new Told(loop, events);
        this.writer = new PipeWriter(LIMIT, told);
        this.files = recorder.files(told::onOpened);
        recorder.run(() -> writer.run(files));
    }

    @Override
    public boolean writable() {
        return writer.writable();
    }

    @Override
    public long pending() {
        return writer.pending();
    }

    /** A preamble: kept for the file that it makes playable. */
    @Override
    public void write(ByteBuf bytes) {
        preamble = ByteBufUtil.getBytes(bytes);
        bytes.release();
    }

    @Override
    public void write(ByteBuf bytes, long offset) {
        try {
            long at = next < 0 ? begin(offset, offset + bytes.readableBytes()) : offset;
            long end = offset + bytes.readableBytes();
            if (at >= end) {
                return;
            }
            bytes.skipBytes((int) (at - offset));
            if (next >= 0 && at != next) {
                // It was moved forward: no file has a hole.
                begin(cuts.first(at, preamble));
            }
            for (Optional<Cuts.Cut> cut = cuts.next(at, end); cut.isPresent(); cut = cuts.next(at, end)) {
                give(bytes, cut.get().offset() - at);
                at = cut.get().offset();
                begin(cut.get());
            }
            give(bytes, end - at);
            next = end;
        } finally {
            bytes.release();
        }
    }

    @Override
    public void end() {
        writer.end();
    }

    @Override
    public void abort() {
        silent = true;
        writer.abort();
    }

    /** The first bytes, or those behind them. Returns where the first file begins, {@code end} when it begins behind them. */
    private long begin(long offset, long end) {
        if (!begun) {
            begun = true;
            resume = cuts.again(offset, written).orElse(null);
        }
        Cuts.Cut at = resume;
        if (at == null || at.offset() < offset) {
            // Nothing was recorded before, or the listener was moved forward over where it would have gone on.
            begin(cuts.first(offset, preamble));
            return offset;
        }
        if (at.offset() < end) {
            begin(cuts.begun(at));
        }
        return Math.min(end, at.offset());
    }

    private void begin(Cuts.Cut cut) {
        preamble = Cuts.NO_PREAMBLE;
        next = cut.offset();
        files.begin(new FileSequence.Begin(given, cut.offset(), cut.time(), cut.preamble()));
    }

    private void give(ByteBuf from, long count) {
        if (count > 0) {
            given += count;
            writer.write(from.readRetainedSlice((int) count));
        }
    }

    /** Crosses over from the thread that writes. */
    private final class Told implements PipeWriter.Events {

        private final EventLoop loop;
        private final Events events;

        Told(EventLoop loop, Events events) {
            this.loop = loop;
            this.events = events;
        }

        void onOpened() {
            tell(events::onOpened);
        }

        @Override
        public void onWritable() {
            tell(events::onWritable);
        }

        @Override
        public void onClosed(@Nullable IOException failure) {
            String how = recorder.closed(failure);
            tell(() -> events.onClosed(how, failure == null));
        }

        private void tell(Runnable what) {
            try {
                loop.execute(() -> {
                    if (!silent) {
                        what.run();
                    }
                });
            } catch (RejectedExecutionException e) {
                // The daemon has stopped.
            }
        }
    }
}
