package io.ringcast.daemon.source.stdin;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputKind;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.InputSink;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.InputStream;

/** {@code stdin:} or {@code -}: what somebody writes to the daemon's standard input; one source may have it. */
public final class StdinKind implements InputKind {

    private static final UrlKind KIND = UrlKind.input("stdin", "stdin")
            .says(
                    "stdin:",
                    "Standard input, in one source only; its end is the end of an item; who writes waits while there is no"
                            + " room; - does too.")
            .canWait()
            .build();

    private final StdinPump pump;

    /** {@code allocator} makes the pieces that are handed on. */
    public StdinKind(ByteBufAllocator allocator) {
        // System.in would buffer once more and lock each read.
        this(new FileInputStream(FileDescriptor.in), allocator);
    }

    StdinKind(InputStream in, ByteBufAllocator allocator) {
        this.pump = new StdinPump(in, allocator);
    }

    @Override
    public UrlKind urlKind() {
        return KIND;
    }

    @Override
    public InputOpener opener(String source, InputConfig config) {
        return new Opener(pump);
    }

    private record Opener(StdinPump pump) implements InputOpener {

        @Override
        public String url() {
            return "stdin:";
        }

        @Override
        public Input open(EventLoop loop, InputSink sink) {
            return new StdinInput(loop, pump, sink);
        }
    }
}
