package io.ringcast.daemon.metrics;

import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.output.DatagramAccount;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.output.RecordingAccount;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.source.DatagramTally;
import io.ringcast.daemon.source.SegmentTally;
import io.ringcast.daemon.source.SourceSnapshot;
import io.ringcast.daemon.source.SourceState;
import io.ringcast.daemon.source.TransportSnapshot;
import io.ringcast.daemon.stream.Stream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Registers what is read from snapshots on each scrape, so that it follows sources and outputs as they come and go. */
final class Gauges {

    private static final double MILLIS_PER_SECOND = 1e3;

    private final Meters meters;
    private final Supplier<? extends Collection<? extends ObservedSource>> sources;
    private final Supplier<? extends Collection<Output>> others;

    /** @param others outputs that are of none of the sources */
    Gauges(
            Meters meters,
            Supplier<? extends Collection<? extends ObservedSource>> sources,
            Supplier<? extends Collection<Output>> others) {
        this.meters = meters;
        this.sources = sources;
        this.others = others;
    }

    void register(ChunkPool pool) {
        registerInputs();
        registerTransport();
        registerOutputs();
        registerDatagrams();
        registerRecordings();
        meters.gauge(Metric.RING_BYTES, ofStreams(stream -> stream.ring().heldBytes()));
        meters.gauge(Metric.RING_SECONDS, ofStreams(Stream::heldSeconds));
        meters.gauge(Metric.MEMORY, values -> {
            values.add(pool.heldBytes(), "rings");
            values.add(pool.inFlightBytes(), "in-flight");
            values.add(pool.overdraft(), "overdraft");
        });
        meters.gauge(Metric.MEMORY_LIMIT, values -> values.add(pool.limitBytes()));
    }

    private void registerInputs() {
        meters.counted(Metric.INGEST_BYTES, ofSources((name, status, values) -> values.add(status.bytesIn(), name)));
        meters.counted(
                Metric.INPUT_DATAGRAMS,
                values -> sources.get()
                        .forEach(source -> byResult(source, source.datagramInputs(), DatagramTally::byResult, values)));
        meters.counted(
                Metric.INPUT_SEGMENTS,
                values -> sources.get()
                        .forEach(source -> byResult(source, source.segmentInputs(), SegmentTally::byResult, values)));
        meters.gauge(
                Metric.INPUT_LAST_BYTE,
                ofSources((name, status, values) ->
                        status.lastByte().ifPresent(last -> values.add(seconds(last), name))));
        meters.gauge(Metric.INPUT_UP, ofSources((name, status, values) -> {
            int up = status.state() instanceof SourceState.Streaming streaming ? streaming.input() : -1;
            those(status, input -> input == up || input == status.standby(), name, values);
        }));
        meters.gauge(
                Metric.INPUT_ACTIVE,
                ofSources((name, status, values) -> those(status, input -> input == status.active(), name, values)));
    }

    private void registerTransport() {
        meters.counted(
                Metric.TS_ERRORS,
                ofTransport((name, transport, values) ->
                        transport.errors().forEach((error, count) -> values.add(count, name, error))));
        meters.gauge(
                Metric.TS_BITRATE, ofTransport((name, transport, values) -> values.add(transport.bitrate(), name)));
        meters.gauge(
                Metric.TS_PCR_INTERVAL,
                ofTransport((name, transport, values) ->
                        transport.longestClockInterval().ifPresent(seconds -> values.add(seconds, name))));
        meters.gauge(
                Metric.TS_PCR_JITTER,
                ofTransport((name, transport, values) ->
                        transport.clockJitter().ifPresent(seconds -> values.add(seconds, name))));
    }

    private void registerOutputs() {
        meters.counted(
                Metric.DELIVERED_BYTES, ofOutputs(output -> output.account().deliveredBytes()));
        meters.counted(
                Metric.SKIPPED_BYTES, ofOutputs(output -> output.account().skippedBytes()));
        meters.gauge(Metric.OUTPUT_UP, ofOutputs(output -> output.up() ? 1 : 0));
        meters.gauge(Metric.LISTENERS, ofOutputs(output -> output.account().listeners()));
    }

    private void registerDatagrams() {
        meters.counted(Metric.DATAGRAMS, ofDatagrams((account, values) -> values.add(account.datagrams())));
        meters.counted(
                Metric.DATAGRAM_STUFFED_PACKETS,
                ofDatagrams((account, values) -> values.add(account.stuffedPackets())));
        meters.counted(Metric.DATAGRAM_SEND_ERRORS, ofDatagrams((account, values) -> {
            for (DatagramAccount.SendError reason : DatagramAccount.SendError.values()) {
                values.add(account.sendErrors(reason), reason.word());
            }
        }));
        meters.counted(Metric.DATAGRAM_REBASES, ofDatagrams((account, values) -> {
            for (DatagramAccount.Rebase reason : DatagramAccount.Rebase.values()) {
                values.add(account.rebases(reason), reason.word());
            }
        }));
        meters.counted(Metric.DATAGRAM_DROPPED_PACKETS, ofDatagrams((account, values) -> {
            for (DatagramAccount.Drop reason : DatagramAccount.Drop.values()) {
                values.add(account.droppedPackets(reason), reason.word());
            }
        }));
    }

    private void registerRecordings() {
        meters.counted(Metric.RECORDINGS, ofRecordings((account, values) -> {
            values.add(account.finishedFiles(), "finished");
            values.add(account.deletedFiles(), "deleted");
        }));
        meters.counted(Metric.RECORDING_FAILURES, ofRecordings((account, values) -> {
            for (RecordingAccount.Failure reason : RecordingAccount.Failure.values()) {
                values.add(account.failures(reason), reason.word());
            }
        }));
    }

    /** What one output that records has to say; the labels of the output go before its own. */
    private Consumer<Meters.Values> ofRecordings(BiConsumer<RecordingAccount, Meters.Values> each) {
        return values -> sources.get()
                .forEach(source -> source.outputs()
                        .forEach(output -> output.recordings()
                                .ifPresent(account -> each.accept(
                                        account,
                                        (value, more) -> values.add(
                                                value,
                                                account.output().source(),
                                                account.output().output(),
                                                more[0])))));
    }

    /** What one output that sends datagrams has to say; the labels of the output go before its own. */
    private Consumer<Meters.Values> ofDatagrams(BiConsumer<DatagramAccount, Meters.Values> each) {
        return values -> sources.get()
                .forEach(source -> source.outputs()
                        .forEach(output -> output.datagrams().ifPresent(account -> {
                            String name = account.output().source();
                            String out = account.output().output();
                            each.accept(account, (value, more) -> {
                                String[] labels = new String[2 + more.length];
                                labels[0] = name;
                                labels[1] = out;
                                System.arraycopy(more, 0, labels, 2, more.length);
                                values.add(value, labels);
                            });
                        })));
    }

    /** What one source has to say. */
    @FunctionalInterface
    private interface SourceValues {
        void add(String name, SourceSnapshot status, Meters.Values values);
    }

    private Consumer<Meters.Values> ofSources(SourceValues each) {
        return values ->
                sources.get().forEach(source -> each.add(source.stream().name(), source.status(), values));
    }

    /** What the MPEG-TS of one source has to say. */
    @FunctionalInterface
    private interface TransportValues {
        void add(String name, TransportSnapshot transport, Meters.Values values);
    }

    private Consumer<Meters.Values> ofTransport(TransportValues each) {
        return values -> sources.get()
                .forEach(source -> source.transport()
                        .ifPresent(transport -> each.add(source.stream().name(), transport, values)));
    }

    private Consumer<Meters.Values> ofStreams(ToDoubleFunction<Stream> value) {
        return values -> sources.get()
                .forEach(source -> values.add(
                        value.applyAsDouble(source.stream()), source.stream().name()));
    }

    private Consumer<Meters.Values> ofOutputs(ToDoubleFunction<Output> value) {
        return values -> java.util.stream.Stream.concat(
                        sources.get().stream().flatMap(source -> source.outputs().stream()), others.get().stream())
                .forEach(output -> {
                    OutputAccount account = output.account();
                    values.add(value.applyAsDouble(output), account.source(), account.output(), account.kind());
                });
    }

    /** What each input counts by result; nothing for those that have no such thing. */
    private static <T> void byResult(
            ObservedSource source,
            List<Optional<T>> tallies,
            Function<T, Map<String, Long>> results,
            Meters.Values values) {
        for (int i = 0; i < tallies.size(); i++) {
            String input = Integer.toString(i);
            tallies.get(i)
                    .ifPresent(tally -> results.apply(tally)
                            .forEach((result, count) ->
                                    values.add(count, source.stream().name(), input, result)));
        }
    }

    /** 1 for the input {@code which}, 0 for all others. */
    private static void those(SourceSnapshot status, IntPredicate which, String source, Meters.Values values) {
        for (int input = 0; input < status.inputs().size(); input++) {
            values.add(which.test(input) ? 1 : 0, source, Integer.toString(input));
        }
    }

    private static double seconds(Instant moment) {
        return moment.toEpochMilli() / MILLIS_PER_SECOND;
    }
}
