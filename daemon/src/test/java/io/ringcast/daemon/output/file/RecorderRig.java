package io.ringcast.daemon.output.file;

import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import io.ringcast.daemon.config.DataSize;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.output.RecordingAccount;
import io.ringcast.daemon.output.SinkTarget;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.JoinPoint;
import io.ringcast.daemon.ring.RingLimit;
import io.ringcast.daemon.stream.Run;
import io.ringcast.daemon.stream.Splice;
import io.ringcast.daemon.testing.Leaks;
import io.ringcast.protocol.container.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A stream and a recorder of it, at a time that the test moves by hand. The stream is in packets, of which every tenth can be joined at with
 * a preamble of its own. {@link #close()} fails when memory has not come back.
 */
final class RecorderRig implements AutoCloseable, SinkTarget.Events {

    static final Format JOINABLE = new Format("joinable", "video/x-joinable", 100, true);
    static final Duration LIMIT = Duration.ofSeconds(30);

    /** Of all preambles, so that they can be taken out of a file. */
    static final int PREAMBLE = 20;

    private static final long BEGIN_NANOS = 1_000_000_000_000L;
    private static final Instant TODAY = Instant.parse("2026-01-02T03:04:05Z");

    final FakeDisk disk = new FakeDisk();
    final RecordingAccount account = new RecordingAccount(new OutputAccount("test", "file", "file"));
    final Set<Path> written = ConcurrentHashMap.newKeySet();
    final List<String> closed = new CopyOnWriteArrayList<>();

    /** All that was published. */
    final ByteArrayOutputStream stream = new ByteArrayOutputStream();

    private final ChunkPool pool = new ChunkPool(PooledByteBufAllocator.DEFAULT, 64L << 20);
    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final Splice splice;
    private final Recorder recorder;
    private final NamePattern pattern;
    private final AtomicLong nanos = new AtomicLong(BEGIN_NANOS);
    private final AtomicInteger opened = new AtomicInteger();
    private int packets;

    RecorderRig(String pattern, Optional<Duration> every, OptionalLong size, Retention.Limits limits) {
        this.pattern = NamePattern.parse(pattern);
        splice = new Splice("test", pool, RingLimit.ofBytes(4 << 20), () -> 42, nanos::get);
        Recordings recordings = new Recordings(this.pattern);
        recorder = new Recorder(
                splice.stream(),
                new FileSequence.Settings(
                        this.pattern,
                        ZoneOffset.UTC,
                        disk,
                        recordings,
                        new Retention("test", limits, this.pattern, recordings, disk, this::now, account),
                        written),
                every.map(time -> new Alignment(time, ZoneOffset.UTC)),
                size,
                this::now,
                nanos::get,
                account);
        splice.begin(new Run(JOINABLE, Optional.empty(), false));
    }

    static RecorderRig every(Path dir, Duration every) {
        return new RecorderRig(dir + "/%H%M%S.rec", Optional.of(every), OptionalLong.empty(), nothing());
    }

    static RecorderRig size(Path dir, long bytes) {
        return new RecorderRig(dir + "/%H%M%S.rec", Optional.empty(), OptionalLong.of(bytes), nothing());
    }

    static Retention.Limits nothing() {
        return limits(0, 0, 0);
    }

    static Retention.Limits limits(long ageSeconds, long size, long free) {
        return new Retention.Limits(
                Optional.of(Duration.ofSeconds(ageSeconds)).filter(age -> !age.isZero()),
                Optional.of(new DataSize(size)).filter(bytes -> bytes.bytes() > 0),
                Optional.of(new DataSize(free)).filter(bytes -> bytes.bytes() > 0));
    }

    Instant now() {
        return TODAY.plusNanos(nanos.get() - BEGIN_NANOS);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    long head() {
        return splice.stream().ring().head();
    }

    /** Another run of other bytes follows. */
    void begin(Format format) {
        splice.begin(new Run(format, Optional.empty(), false));
    }

    /** Publishes packets, 100 ms for each. */
    void packets(int count) {
        for (int i = 0; i < count; i++) {
            if (packets % 10 == 0) {
                splice.onJoinPoint(preamble(packets));
            }
            raw(packet(packets));
            packets++;
            pass(Duration.ofMillis(100));
        }
    }

    /** Publishes units as they are. */
    void raw(byte[] units) {
        splice.onUnits(Unpooled.wrappedBuffer(units));
        splice.flush();
        stream.writeBytes(units);
    }

    void join(byte[] preamble) {
        splice.onJoinPoint(preamble);
    }

    static byte[] packet(int number) {
        byte[] packet = new byte[100];
        Arrays.fill(packet, (byte) number);
        return packet;
    }

    static byte[] preamble(int number) {
        return Arrays.copyOf("<%08d>".formatted(number).getBytes(StandardCharsets.US_ASCII), PREAMBLE);
    }

    SinkTarget open() {
        return recorder.open(loop, this);
    }

    String detail() {
        return recorder.detail();
    }

    Recorder recorder() {
        return recorder;
    }

    /** Gives what the ring holds from one offset to another, as a listener that starts there would. */
    void start(SinkTarget target, long from, long to) {
        JoinPoint join = splice.stream().ring().joinPointAtOrBefore(from);
        if (join != null && join.offset() == from && join.preamble().length > 0) {
            target.write(Unpooled.wrappedBuffer(join.preamble()));
        }
        give(target, from, to);
    }

    void give(SinkTarget target, long from, long to) {
        give(target, from, to, new Random(from));
    }

    /** Gives it in pieces that end anywhere. */
    void give(SinkTarget target, long from, long to, Random random) {
        long at = from;
        while (at < to) {
            if (!target.writable()) {
                await().atMost(LIMIT).until(target::writable);
            }
            ByteBuf piece = splice.stream().ring().retainedSlice(at, Math.min(to - at, 1 + random.nextInt(3_000)));
            if (piece == null) {
                throw new AssertionError("lapped at " + at);
            }
            int length = piece.readableBytes();
            target.write(piece, at);
            at += length;
        }
    }

    /** Ends it and waits until all is in its place. */
    void end(SinkTarget target) {
        int before = closed.size();
        target.end();
        awaitClosed(before + 1);
    }

    void awaitClosed(int times) {
        await().atMost(LIMIT).until(() -> closed.size() >= times);
    }

    void awaitOpened(int times) {
        await().atMost(LIMIT).until(() -> opened.get() >= times);
    }

    /** Whole recordings by name. */
    List<Path> files() {
        try {
            List<Path> files = new ArrayList<>();
            for (Recordings.Entry entry : new Recordings(pattern).list().finished()) {
                files.add(entry.path());
            }
            files.sort(null);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> names() {
        return files().stream().map(file -> String.valueOf(file.getFileName())).toList();
    }

    static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files one behind the other, without their preambles. */
    byte[] withoutPreambles() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Path file : files()) {
            byte[] content = content(file);
            all.write(content, PREAMBLE, content.length - PREAMBLE);
        }
        return all.toByteArray();
    }

    @Override
    public void onOpened() {
        opened.incrementAndGet();
    }

    @Override
    public void onWritable() {
        // The rig asks.
    }

    @Override
    public void onClosed(String how, boolean orderly) {
        closed.add((orderly ? "orderly: " : "failed: ") + how);
    }

    @Override
    public void close() {
        splice.close();
        pool.close();
        Leaks.awaitNone();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
