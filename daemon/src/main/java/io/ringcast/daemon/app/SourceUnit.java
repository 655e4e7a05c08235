package io.ringcast.daemon.app;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringcast.daemon.admin.SourceControl;
import io.ringcast.daemon.config.OutputConfig;
import io.ringcast.daemon.config.SourceConfig;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.output.OwnOutput;
import io.ringcast.daemon.output.hls.HlsOutput;
import io.ringcast.daemon.output.http.HttpOutput;
import io.ringcast.daemon.output.tcp.TcpOutput;
import io.ringcast.daemon.output.udp.DatagramOutput;
import io.ringcast.daemon.source.DatagramTally;
import io.ringcast.daemon.source.SegmentTally;
import io.ringcast.daemon.source.SourceSnapshot;
import io.ringcast.daemon.source.SourceSupervisor;
import io.ringcast.daemon.source.SwitchOutcome;
import io.ringcast.daemon.source.TransportSnapshot;
import io.ringcast.daemon.stream.Splice;
import io.ringcast.daemon.stream.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One source with all that belongs to it: its loop, its ring, its supervisor and its outputs. */
public final class SourceUnit implements SourceControl {

    /** Who is no further behind keeps up. */
    private static final Duration KEEPING_UP = Duration.ofSeconds(1);

    private final SourceConfig config;
    private final EventLoop loop;
    private final Splice splice;
    private final SourceSupervisor supervisor;
    private final HttpOutput http;
    private final Optional<HlsOutput> hls;
    private final List<TcpPort> tcp;
    private final List<DatagramOutput> datagrams;
    private final List<OwnOutput> sinks;
    private final AtomicBoolean asked = new AtomicBoolean();
    private @Nullable ScheduledFuture<?> relief;

    /** A TCP output and the configuration that it came from. */
    record TcpPort(OutputConfig config, TcpOutput output) {}

    SourceUnit(
            SourceConfig config,
            EventLoop loop,
            Splice splice,
            SourceSupervisor supervisor,
            HttpOutput http,
            Optional<HlsOutput> hls,
            List<TcpPort> tcp,
            List<DatagramOutput> datagrams,
            List<OwnOutput> sinks) {
        this.config = config;
        this.loop = loop;
        this.splice = splice;
        this.supervisor = supervisor;
        this.http = http;
        this.hls = hls;
        this.tcp = List.copyOf(tcp);
        this.datagrams = List.copyOf(datagrams);
        this.sinks = List.copyOf(sinks);
    }

    /** What was configured. */
    public SourceConfig config() {
        return config;
    }

    @Override
    public Stream stream() {
        return splice.stream();
    }

    @Override
    public SourceSnapshot status() {
        return supervisor.snapshot();
    }

    @Override
    public List<Optional<SegmentTally>> segmentInputs() {
        return supervisor.segments();
    }

    @Override
    public List<Optional<DatagramTally>> datagramInputs() {
        return supervisor.datagrams();
    }

    @Override
    public Optional<TransportSnapshot> transport() {
        return supervisor.transport();
    }

    @Override
    public CompletableFuture<SwitchOutcome> switchTo(int input) {
        return completable(supervisor.switchTo(input));
    }

    @Override
    public CompletableFuture<Boolean> restart() {
        return completable(supervisor.restart());
    }

    @Override
    public CompletableFuture<Long> clear() {
        CompletableFuture<Long> done = new CompletableFuture<>();
        loop.execute(() -> {
            long to = splice.shown();
            // Those who keep up are a moment behind the head, for their bytes wait for company: they are not to be
            // lapped.
            long grace = config.latency().multipliedBy(2).plus(KEEPING_UP).toNanos();
            loop.schedule(() -> done.complete(splice.forget(to)), grace, TimeUnit.NANOSECONDS);
        });
        return done;
    }

    /** All ways out, HTTP first. */
    @Override
    public List<Output> outputs() {
        List<Output> all = new ArrayList<>();
        all.add(http);
        hls.ifPresent(all::add);
        tcp.forEach(port -> all.add(port.output()));
        all.addAll(datagrams);
        all.addAll(sinks);
        return all;
    }

    /** The TCP ports that it listens on, once started. */
    public List<Integer> tcpPorts() {
        return tcp.stream().map(port -> port.output().port()).toList();
    }

    /** Where it is sent as datagrams. */
    List<DatagramOutput> datagramOutputs() {
        return datagrams;
    }

    /** What players on receiving hosts open, one for each of {@link #datagramOutputs()}. */
    public List<String> datagramUrls() {
        return datagrams.stream().map(DatagramOutput::listenUrl).toList();
    }

    HttpOutput http() {
        return http;
    }

    List<TcpPort> tcp() {
        return tcp;
    }

    List<OwnOutput> sinks() {
        return sinks;
    }

    void start() {
        // A source that rests writes nothing, and so would never notice that memory is short.
        relief = loop.scheduleWithFixedDelay(splice::relieve, 1, 1, TimeUnit.SECONDS);
        supervisor.start();
    }

    /** Has the ring give what it holds above its floor while memory is short. Any thread, as often as it likes. */
    void relieve() {
        if (asked.compareAndSet(false, true)) {
            loop.execute(() -> {
                asked.set(false);
                splice.relieve();
            });
        }
    }

    /** Ends the input; what listeners have not read yet stays in the ring. */
    CompletableFuture<Void> stop() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        supervisor.stop().addListener(stopped -> done.complete(null));
        return done;
    }

    /** Frees the ring. */
    CompletableFuture<Void> close() {
        return CompletableFuture.runAsync(
                () -> {
                    if (relief != null) {
                        relief.cancel(false);
                    }
                    splice.close();
                },
                loop);
    }

    private static <T> CompletableFuture<T> completable(Future<T> future) {
        CompletableFuture<T> done = new CompletableFuture<>();
        future.addListener((Future<T> known) -> {
            if (known.isSuccess()) {
                done.complete(known.getNow());
            } else {
                done.completeExceptionally(known.cause());
            }
        });
        return done;
    }

    static ListenerRequest.Terms terms(SourceConfig source) {
        return new ListenerRequest.Terms(
                source.join(), source.joinWait(), source.policy(), source.waitLimit(), source.latency());
    }

    /** The delay of datagrams that suits the most uneven of its inputs. */
    static Duration unevenness(SourceConfig source) {
        return source.inputs().stream()
                .map(input -> input.kind().unevenness())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    static OutputAccount account(SourceConfig source, OutputConfig output) {
        return new OutputAccount(source.name(), output.name(), output.kind().name());
    }
}
