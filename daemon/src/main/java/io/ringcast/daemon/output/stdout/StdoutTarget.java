package io.ringcast.daemon.output.stdout;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.output.SinkTarget;
import io.ringcast.daemon.process.PipeWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The stdout of the daemon, as a target of an output; a thread writes to it. Whoever reads it may go, which ends it for good. */
public final class StdoutTarget implements SinkTarget {

    /** {@code stdout:}. */
    public static final UrlKind KIND = UrlKind.output("stdout", "stdout")
            .says("stdout:", "The standard output of the daemon; for one source, once.")
            .build();

    /** Bytes on their way. */
    private static final long LIMIT = 1 << 20;

    private final PipeWriter writer;
    private boolean silent;

    private StdoutTarget(EventLoop loop, OutputStream out, Events events) {
        this.writer = new PipeWriter(LIMIT, new Told(loop, events));
        Thread thread = new Thread(() -> writer.run(out), "stdout");
        thread.setDaemon(true);
        loop.execute(() -> {
            thread.start();
            events.onOpened();
        });
    }

    /** @param out written to and closed by a thread of its own */
    public static Opener opener(OutputStream out) {
        return new Opener() {

            @Override
            public String url() {
                return "stdout:";
            }

            @Override
            public boolean demands() {
                return true;
            }

            @Override
            public boolean reopens() {
                return false;
            }

            @Override
            public SinkTarget open(EventLoop loop, Events events) {
                return new StdoutTarget(loop, out, events);
            }
        };
    }

    @Override
    public boolean writable() {
        return writer.writable();
    }

    @Override
    public long pending() {
        return writer.pending();
    }

    @Override
    public void write(ByteBuf bytes) {
        writer.write(bytes);
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

    private final class Told implements PipeWriter.Events {

        private final EventLoop loop;
        private final Events events;

        Told(EventLoop loop, Events events) {
            this.loop = loop;
            this.events = events;
        }

        @Override
        public void onWritable() {
            tell(events::onWritable);
        }

        @Override
        public void onClosed(@Nullable IOException failure) {
            tell(() -> events.onClosed(
                    failure == null ? "all is written" : "nobody reads it any more: " + failure.getMessage(),
                    failure == null));
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
