package io.ringcast.client.probe;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringcast.client.RingcastClient;
import io.ringcast.client.UnavailableException;
import io.ringcast.protocol.rtp.TsDatagramReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Reads a stream for a while and says what it is. Immutable; each call of {@link #run} stands alone.
 *
 * <pre>
 *   file, stdin, connection ─► reading thread ─► StreamAnalysis ─┐
 *   datagrams ─► DatagramMeter, TsDatagramReader ─► StreamAnalysis ┴─► ProbeReport
 * </pre>
 */
public final class Probe {

    /** How far a probe has come; called several times a second, on the caller's thread. */
    @FunctionalInterface
    public interface Progress {

        void at(double seconds, long bytes);
    }

    /** A reading thread is told so when its time is over. */
    private static final class TimeOverException extends IOException {

        private static final long serialVersionUID = 1;
    }

    private static final int PIECE = 256 * 1024;
    private static final Duration REORDER = Duration.ofMillis(100);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final double NANOS = 1e9;

    private final RingcastClient client;
    private final InputStream standardInput;
    private final ByteBufAllocator allocator;
    private final LongSupplier nanoClock;

    /**
     * @param client makes connections
     * @param standardInput what {@code -} means; not closed
     * @param allocator of what is held of a stream
     * @param nanoClock what time is measured by; never runs back
     */
    public Probe(RingcastClient client, InputStream standardInput, ByteBufAllocator allocator, LongSupplier nanoClock) {
        this.client = client;
        this.standardInput = standardInput;
        this.allocator = allocator;
        this.nanoClock = nanoClock;
    }

    /**
     * Reads {@code target} for as long as {@code limit} says from its first byte on, or to its end; the first byte may take as long.
     *
     * @throws UnavailableException if it cannot be had, or nothing came
     */
    public ProbeReport run(ProbeTarget target, Duration limit, Progress progress)
            throws IOException, InterruptedException {
        if (target instanceof ProbeTarget.Datagrams datagrams) {
            return listen(datagrams, limit, progress);
        }
        try (Reading reading = new Reading()) {
            if (target instanceof ProbeTarget.LocalFile file) {
                return read(
                        file.path().toString(), () -> readFile(file.path(), reading), reading, false, limit, progress);
            }
            if (target instanceof ProbeTarget.Connection connection) {
                return read(
                        connection.uri().toString(),
                        () -> client.listen(connection.uri(), reading),
                        reading,
                        true,
                        limit,
                        progress);
            }
            return read("-", () -> standardInput.transferTo(reading), reading, false, limit, progress);
        }
    }

    private ProbeReport listen(ProbeTarget.Datagrams target, Duration limit, Progress progress) throws IOException {
        long start = nanoClock.getAsLong();
        try (DatagramListener listener = DatagramListener.open(target, nanoClock);
                Listening listening = new Listening(target, start, progress)) {
            listener.read(() -> listening.isOver(limit), listening);
            return listening.report(listener.receiveBuffer());
        }
    }

    /** Something that gives a stream away and returns at its end. */
    private interface Source {
        void transfer() throws IOException, InterruptedException;
    }

    private ProbeReport read(
            String name, Source source, Reading reading, boolean live, Duration limit, Progress progress)
            throws IOException, InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> transfer(source, reading, done), "probe");
        thread.setDaemon(true);
        thread.start();
        while (!reading.isOver(limit)) {
            try {
                done.get(LOOK_NANOS, TimeUnit.NANOSECONDS);
                break;
            } catch (TimeoutException e) {
                progress.at(seconds(nanoClock.getAsLong() - reading.start), reading.bytes());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
        return reading.report(name, live);
    }

    private static void transfer(Source source, Reading reading, CompletableFuture<Void> done) {
        try {
            source.transfer();
            done.complete(null);
        } catch (IOException e) {
            if (reading.bytes() > 0 && e instanceof UnavailableException) {
                // What came until then is what there is to tell of.
                reading.broke(String.valueOf(e.getMessage()));
                done.complete(null);
            } else {
                done.completeExceptionally(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            done.complete(null);
        } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
        }
    }

    private static void readFile(Path path, OutputStream into) throws IOException {
        if (Files.isDirectory(path)) {
            throw new UnavailableException("cannot read " + path + ": it is a directory (expected: a file)");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                into.write(piece, 0, read);
            }
        } catch (TimeOverException e) {
            throw e;
        } catch (IOException e) {
            throw new UnavailableException(
                    "cannot read " + path + ": " + (Files.exists(path) ? e.getMessage() : "no such file")
                            + " (expected: a file that this user can read, or "
                            + ProbeTarget.EXPECTATION.replace("a file, ", "") + ")",
                    e);
        }
    }

    private static double seconds(long nanos) {
        return nanos / NANOS;
    }

    private static Optional<Double> rate(long bytes, long nanos) {
        return nanos <= 0 ? Optional.empty() : Optional.of(bytes * 8 / seconds(nanos));
    }

    /** The analysis of what a reading thread writes; everything under its own monitor. */
    private final class Reading extends OutputStream {

        private final long start = nanoClock.getAsLong();
        private final StreamAnalysis analysis = StreamAnalysis.ofAnything(allocator);
        private Optional<String> trouble = Optional.empty();
        private boolean over;
        private long firstNanos;
        private long lastNanos;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            if (over) {
                throw new TimeOverException();
            }
            lastNanos = nanoClock.getAsLong();
            if (analysis.bytes() == 0) {
                firstNanos = lastNanos;
            }
            ByteBuf piece = Unpooled.wrappedBuffer(bytes, offset, length);
            try {
                analysis.add(piece, lastNanos);
            } finally {
                piece.release();
            }
        }

        synchronized boolean isOver(Duration limit) {
            long since = analysis.bytes() == 0 ? start : firstNanos;
            return nanoClock.getAsLong() - since >= limit.toNanos();
        }

        synchronized void broke(String why) {
            trouble = Optional.of(why);
        }

        synchronized long bytes() {
            return analysis.bytes();
        }

        synchronized ProbeReport report(String name, boolean live) throws UnavailableException {
            over = true;
            long end = nanoClock.getAsLong();
            if (analysis.bytes() == 0) {
                throw new UnavailableException(
                        "no bytes of " + name + " (expected: a stream; it ended or was silent for "
                                + Math.round(seconds(end - start)) + " s)");
            }
            analysis.end();
            return new ProbeReport(
                    name,
                    seconds(end - start),
                    analysis.bytes(),
                    live ? rate(analysis.bytes(), lastNanos - firstNanos) : Optional.empty(),
                    live ? Optional.of((firstNanos - start) / 1e6) : Optional.empty(),
                    analysis.format(),
                    analysis.mediaType(),
                    analysis.mediaSeconds(),
                    analysis.joinPoints(),
                    analysis.garbage(),
                    analysis.mpegts(),
                    Optional.empty(),
                    analysis.remark(),
                    trouble);
        }

        @Override
        public synchronized void close() {
            over = true;
            analysis.close();
        }
    }

    /** The analysis of datagrams; on one thread. */
    private final class Listening implements DatagramListener.Receiver, AutoCloseable {

        private final ProbeTarget.Datagrams target;
        private final long start;
        private final Progress progress;
        private final StreamAnalysis analysis = StreamAnalysis.ofArrivingTransportStream(allocator);
        private final DatagramMeter meter = new DatagramMeter();
        private final TsDatagramReader reader;
        private long firstNanos;
        private long lastNanos;

        Listening(ProbeTarget.Datagrams target, long start, Progress progress) {
            this.target = target;
            this.start = start;
            this.progress = progress;
            this.reader =
                    new TsDatagramReader(allocator, REORDER.toNanos(), payload -> analysis.add(payload, lastNanos));
        }

        @Override
        public void onDatagram(ByteBuf datagram, InetAddress sender, long nowNanos) {
            if (target.sender().isPresent() && !target.sender().get().equals(sender)) {
                return;
            }
            if (firstNanos == 0) {
                firstNanos = nowNanos;
            }
            lastNanos = nowNanos;
            meter.count(datagram.readableBytes(), sender, nowNanos);
            reader.read(datagram, nowNanos);
        }

        @Override
        public void onIdle(long nowNanos) {
            reader.expire(nowNanos);
            progress.at(seconds(nowNanos - start), analysis.bytes());
        }

        boolean isOver(Duration limit) {
            return nanoClock.getAsLong() - (firstNanos == 0 ? start : firstNanos) >= limit.toNanos();
        }

        ProbeReport report(int receiveBuffer) throws UnavailableException {
            long end = nanoClock.getAsLong();
            if (reader.counts().received() == 0) {
                throw new UnavailableException("no datagram at " + target.url() + " within "
                        + Math.round(seconds(end - start))
                        + " s (expected: somebody who sends there, a network that brings it, a firewall that lets it through;"
                        + " say on which interface with ?iface=)");
            }
            // What still waits for a packet that is missing.
            reader.expire(end + REORDER.toNanos());
            analysis.end();
            boolean any = analysis.bytes() > 0;
            return new ProbeReport(
                    target.url(),
                    seconds(end - start),
                    analysis.bytes(),
                    rate(analysis.bytes(), lastNanos - firstNanos),
                    Optional.of((firstNanos - start) / 1e6),
                    any ? analysis.format() : "opaque",
                    any ? analysis.mediaType() : "",
                    analysis.mediaSeconds(),
                    analysis.joinPoints(),
                    analysis.garbage(),
                    any ? analysis.mpegts() : Optional.empty(),
                    Optional.of(meter.report(reader, receiveBuffer)),
                    Optional.empty(),
                    Optional.empty());
        }

        @Override
        public void close() {
            reader.close();
            analysis.close();
        }
    }
}
