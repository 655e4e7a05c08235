package io.ringcast.daemon.output.file;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.output.RecordingAccount;
import io.ringcast.daemon.output.RecordingAccount.Failure;
import io.ringcast.daemon.output.SinkTarget;
import io.ringcast.daemon.stream.Stream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One output that records: opens its targets and knows, from one to the next, how far it came. A target ends with the source, or with the
 * first error; the next one goes on where that one left, if the ring still has it.
 *
 * <p>It has at most one thread, and no second one while a file system keeps the first waiting. Thread-safe.
 */
final class Recorder implements SinkTarget.Opener {

    /** Bytes that wait for so long are worth a word. */
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String name;
    private final Stream stream;
    private final FileSequence.Settings files;
    private final Optional<Alignment> every;
    private final OptionalLong size;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final RecordingAccount account;

    private volatile @Nullable Thread thread;
    private volatile @Nullable FileTarget target;
    private volatile @Nullable Path writing;
    private volatile String trouble = "";
    private volatile long written = -1;
    private volatile long writtenNanos;

    /** @param nanos the ring's clock */
    Recorder(
            Stream stream,
            FileSequence.Settings files,
            Optional<Alignment> every,
            OptionalLong size,
            InstantSource clock,
            LongSupplier nanos,
            RecordingAccount account) {
        this.name = "source=" + account.output().source() + " output="
                + account.output().output();
        this.stream = stream;
        this.files = files;
        this.every = every;
        this.size = size;
        this.clock = clock;
        this.nanos = nanos;
        this.account = account;
    }

    @Override
    public String url() {
        return "file:" + files.pattern();
    }

    @Override
    public boolean demands() {
        return false;
    }

    @Override
    public boolean reopens() {
        return true;
    }

    /** What was recorded before is looked for in the ring, whatever listeners want. */
    @Override
    public JoinSpec join(JoinSpec configured) {
        return written < 0 ? configured : new JoinSpec.Oldest();
    }

    @Override
    public Optional<RecordingAccount> recordings() {
        return Optional.of(account);
    }

    @Override
    public String detail() {
        Path now = writing;
        if (now == null) {
            return trouble;
        }
        FileTarget open = target;
        long idle = nanos.getAsLong() - writtenNanos;
        String slow = open != null && open.pending() > 0 && idle > SLOW_NANOS
                ? ", but the file system has taken nothing for " + TimeUnit.NANOSECONDS.toSeconds(idle) + " s"
                : "";
        String uncut = every.isPresent() || size.isPresent()
                ? stream.info()
                        .beginningOnly()
                        .map(why -> ", which cannot be cut: " + why)
                        .orElse("")
                : "";
        return "writes " + now + slow + uncut;
    }

    @Override
    public SinkTarget open(EventLoop loop, SinkTarget.Events events) {
        Thread before = thread;
        if (before != null && before.isAlive()) {
            account.failed(Failure.UNANSWERED);
            String how = "the file system has not answered yet";
            trouble = how;
            loop.execute(() -> events.onClosed(how, false));
            return new Nothing();
        }
        FileTarget opened = new FileTarget(this, new Cuts(stream, every, size, clock, nanos), loop, events, written);
        target = opened;
        return opened;
    }

    /** Runs the one thing that may wait for a file system. */
    void run(Runnable task) {
        Thread next = new Thread(task, "record-" + account.output().source());
        next.setDaemon(true);
        thread = next;
        next.start();
    }

    /** @param opened run on the thread that writes when the first file is open */
    FileSequence files(Runnable opened) {
        AtomicBoolean first = new AtomicBoolean(true);
        return new FileSequence(name, files, nanos, new FileSequence.Progress() {

            @Override
            public void onBegun(Path file) {
                trouble = "";
                writtenNanos = nanos.getAsLong();
                writing = file;
                if (first.getAndSet(false)) {
                    opened.run();
                }
            }

            @Override
            public void onWritten(long offset) {
                written = offset;
                writtenNanos = nanos.getAsLong();
            }

            @Override
            public void onFinished(Path file) {
                account.finished();
            }
        });
    }

    /** The thread has written its last byte, for {@code failure} or because there is no more. Returns how, for people. */
    String closed(@Nullable IOException failure) {
        writing = null;
        target = null;
        if (failure == null) {
            return "all is written";
        }
        account.failed(FileTrouble.reason(failure));
        String text = FileTrouble.text(failure);
        trouble = text;
        return text;
    }

    /** A target that has closed before it was open. */
    private static final class Nothing implements SinkTarget {

        @Override
        public boolean writable() {
            return false;
        }

        @Override
        public long pending() {
            return 0;
        }

        @Override
        public void write(ByteBuf bytes) {
            bytes.release();
        }

        @Override
        public void end() {
            // It has closed.
        }

        @Override
        public void abort() {
            // It has closed.
        }
    }
}
