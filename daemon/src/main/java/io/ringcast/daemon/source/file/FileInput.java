package io.ringcast.daemon.source.file;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.InputRun;
import io.ringcast.daemon.source.InputSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One file from its first byte to its last. While one piece of 64 KiB is with the sink the next is read on the executor: there are never
 * more than two. After a fault of its disk it goes on at the byte where it broke if it is still the same file. Belongs to the source's
 * event loop.
 */
final class FileInput implements Input, OpenFile.Events {

    private final EventLoop loop;
    private final FileReading reading;
    private final Path path;
    private final InputSink sink;

    private boolean on = true;
    private boolean connected;
    private boolean changed;
    private long position;
    private @Nullable FileIdentity identity;
    private @Nullable OpenFile file;

    FileInput(EventLoop loop, FileReading reading, Path path, InputSink sink) {
        this.loop = loop;
        this.reading = reading;
        this.path = path;
        this.sink = sink;
    }

    @Override
    public void start() {
        assert loop.inEventLoop();
        interrupt();
        OpenFile opened = new OpenFile(loop, reading, path, this);
        file = opened;
        opened.open();
    }

    @Override
    public void autoRead(boolean allowed) {
        assert loop.inEventLoop();
        on = allowed;
        readOn();
    }

    @Override
    public void interrupt() {
        assert loop.inEventLoop();
        if (file != null) {
            file.close();
            file = null;
        }
    }

    @Override
    public boolean canResume() {
        return connected && !changed;
    }

    @Override
    public OptionalLong remaining() {
        return identity == null ? OptionalLong.empty() : OptionalLong.of(Math.max(0, identity.size() - position));
    }

    @Override
    public void stop() {
        interrupt();
    }

    @Override
    public void onOpened(OpenFile from, FileIdentity found) {
        if (from != file) {
            return;
        }
        FileIdentity begun = identity;
        identity = found;
        if (!connected) {
            connected = true;
            sink.onConnected(InputRun.item(FileNames.mediaType(path)).named(Optional.of(FileNames.name(path))));
        } else if (begun != null && !found.continues(begun)) {
            changed = true;
            interrupt();
            sink.onLost(InputFailure.passing(
                    Reason.CHANGED,
                    path + ": is another file than before (expected: the one that was begun; it begins again)"));
            return;
        } else {
            sink.onResumed();
        }
        readOn();
    }

    @Override
    public void onRead(OpenFile from, ByteBuf piece) {
        if (from != file) {
            return;
        }
        position += piece.readableBytes();
        readOn();
        sink.onBytes(piece);
    }

    @Override
    public void onEnd(OpenFile from) {
        if (from == file) {
            interrupt();
            sink.onEnded();
        }
    }

    @Override
    public void onFailed(OpenFile from, IOException cause) {
        if (from == file) {
            interrupt();
            sink.onLost(FileFailures.of(path, cause));
        }
    }

    private void readOn() {
        if (on && file != null && connected) {
            file.read(position);
        }
    }
}
