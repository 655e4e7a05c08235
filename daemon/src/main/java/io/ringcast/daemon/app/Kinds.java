package io.ringcast.daemon.app;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.config.UrlKinds;
import io.ringcast.daemon.http.Destinations;
import io.ringcast.daemon.http.DownloadRequest.Limits;
import io.ringcast.daemon.output.exec.ExecTarget;
import io.ringcast.daemon.output.file.FileRecorders;
import io.ringcast.daemon.output.push.PushKinds;
import io.ringcast.daemon.output.stdout.StdoutTarget;
import io.ringcast.daemon.output.tcp.TcpOutput;
import io.ringcast.daemon.output.udp.DatagramKinds;
import io.ringcast.daemon.process.Children;
import io.ringcast.daemon.source.InputKind;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.exec.ExecKind;
import io.ringcast.daemon.source.exec.FfmpegKind;
import io.ringcast.daemon.source.file.FileKind;
import io.ringcast.daemon.source.hls.HlsPlayer;
import io.ringcast.daemon.source.http.Downloader;
import io.ringcast.daemon.source.http.HttpKind;
import io.ringcast.daemon.source.publish.PublishKind;
import io.ringcast.daemon.source.publish.PublishRoute;
import io.ringcast.daemon.source.stdin.StdinKind;
import io.ringcast.daemon.source.tcp.TcpKind;
import io.ringcast.daemon.source.test.CardKind;
import io.ringcast.daemon.source.test.RateKind;
import io.ringcast.daemon.source.test.SilenceKind;
import io.ringcast.daemon.source.udp.Receivers;
import io.ringcast.daemon.source.udp.UdpKind;
import io.ringcast.daemon.source.ytdl.YtdlKind;
import io.ringcast.daemon.transport.Transport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** Every kind of input and output that there is. A new kind is one line here. */
public final class Kinds {

    /** What is fetched has a clock of its own for all of its opening, which is shorter. */
    private static final Limits FETCH_LIMITS = new Limits(Duration.ofSeconds(20), Duration.ofSeconds(20), 10, false);

    private final List<InputKind> inputs;
    private final HttpKind http;

    private Kinds(List<InputKind> inputs, HttpKind http) {
        this.inputs = inputs;
        this.http = http;
    }

    /** The kinds of a daemon that runs. */
    static Kinds of(
            Ticker ticker,
            InstantSource clock,
            ByteBufAllocator allocator,
            Supplier<Transport> transport,
            Function<Optional<Path>, Downloader> downloaders,
            String daemon,
            Receivers receivers,
            Executor files,
            PublishRoute publishing,
            Children children) {
        HttpKind http = new HttpKind(ticker, new HlsPlayer(ticker, allocator), downloaders, daemon);
        List<InputKind> inputs = List.of(
                http,
                new FileKind(files, allocator, ticker, http::opener),
                new StdinKind(allocator),
                new TcpKind(transport),
                new PublishKind(publishing),
                new UdpKind(receivers, ticker, allocator),
                new ExecKind(children),
                new FfmpegKind(children),
                new YtdlKind(children, files, ticker, clock, http.webOpener()),
                new CardKind(allocator),
                RateKind.counter(ticker, clock, allocator),
                new SilenceKind(ticker, allocator),
                RateKind.nulls(ticker, allocator));
        return new Kinds(inputs, http);
    }

    /** What their URLs look like: all that loader, check-config and reference need. */
    public static UrlKinds urls() {
        Kinds kinds = of(
                Ticker.systemTicker(),
                InstantSource.system(),
                ByteBufAllocator.DEFAULT,
                () -> {
                    throw new IllegalStateException("no daemon runs");
                },
                file -> {
                    throw new IllegalStateException("no daemon runs");
                },
                "",
                (loop, address, bufferBytes) -> {
                    throw new IllegalStateException("no daemon runs");
                },
                Runnable::run,
                new PublishRoute(),
                new Children(ByteBufAllocator.DEFAULT, System::nanoTime));
        List<UrlKind> all = new ArrayList<>();
        kinds.inputs.forEach(kind -> all.add(kind.urlKind()));
        all.add(TcpOutput.KIND);
        all.add(TcpOutput.TLS_KIND);
        all.add(DatagramKinds.UDP);
        all.add(DatagramKinds.RTP);
        all.add(FileRecorders.KIND);
        all.add(PushKinds.TCP);
        all.add(PushKinds.HTTP);
        all.add(PushKinds.ICECAST);
        all.add(ExecTarget.KIND);
        all.add(StdoutTarget.KIND);
        return UrlKinds.of(all.toArray(UrlKind[]::new));
    }

    /** How what a stranger names is opened: over http and https only, and where {@code destinations} allow it. */
    InputOpener fetched(URI target, Destinations destinations) {
        return http.fetched(target, destinations, FETCH_LIMITS);
    }

    /** How a configured input of {@code source} is opened. */
    InputOpener opener(String source, InputConfig config) {
        for (InputKind kind : inputs) {
            if (kind.urlKind().name().equals(config.kind().name())) {
                return kind.opener(source, config);
            }
        }
        throw new IllegalArgumentException("input: " + config.kind() + " (expected: a registered kind)");
    }
}
