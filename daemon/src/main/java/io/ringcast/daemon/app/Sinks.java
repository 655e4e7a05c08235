package io.ringcast.daemon.app;

import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.OutputConfig;
import io.ringcast.daemon.config.RetrySpec;
import io.ringcast.daemon.config.SourceConfig;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.output.OwnOutput;
import io.ringcast.daemon.output.SinkOutput;
import io.ringcast.daemon.output.SinkTarget;
import io.ringcast.daemon.output.exec.ExecTarget;
import io.ringcast.daemon.output.file.FileRecorders;
import io.ringcast.daemon.output.push.PushFactory;
import io.ringcast.daemon.output.push.PushKinds;
import io.ringcast.daemon.output.stdout.StdoutTarget;
import io.ringcast.daemon.process.Children;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.daemon.transport.Transport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.SplittableRandom;

/** Makes the outputs of which the daemon itself is the one listener. */
final class Sinks {

    /** Only until the first bytes: stdout is opened once. */
    private static final RetrySpec STDOUT_RETRY = new RetrySpec(Duration.ofSeconds(1), Duration.ofSeconds(1));

    private final Transport transport;
    private final Fanout fanout;
    private final Children children;
    private final FileRecorders files =
            new FileRecorders(ZoneId.systemDefault(), InstantSource.system(), System::nanoTime);
    private final PushFactory pushes;

    Sinks(Transport transport, Fanout fanout, Children children, Downloaders downloaders) {
        this.transport = transport;
        this.fanout = fanout;
        this.children = children;
        this.pushes = new PushFactory(
                transport,
                fanout,
                Ticker.systemTicker(),
                System::nanoTime,
                InstantSource.system(),
                downloaders::client);
    }

    /** Whether {@code output} is one of them. */
    static boolean isSink(OutputConfig output) {
        return PushKinds.has(output)
                || output.kind() == ExecTarget.KIND
                || output.kind() == StdoutTarget.KIND
                || output.kind() == FileRecorders.KIND;
    }

    OwnOutput output(SourceConfig source, OutputConfig output, Stream stream, SplittableRandom random) {
        OutputAccount account = SourceUnit.account(source, output);
        ListenerRequest.Terms terms = SourceUnit.terms(source).policy(source.policyOf(output));
        if (PushKinds.has(output)) {
            return pushes.output(
                    output,
                    stream,
                    account,
                    terms,
                    new PushFactory.Station(source.title(), source.description(), source.genre()),
                    random.split());
        }
        return new SinkOutput(
                transport.loops().next(),
                Ticker.systemTicker(),
                random.split(),
                fanout,
                stream,
                account,
                terms,
                opener(source, output, stream, account),
                retry(output));
    }

    private SinkTarget.Opener opener(SourceConfig source, OutputConfig output, Stream stream, OutputAccount account) {
        if (output.kind() == ExecTarget.KIND) {
            return ExecTarget.opener(output, source.name(), children);
        }
        return output.kind() == FileRecorders.KIND
                ? files.opener(output, stream, account)
                : StdoutTarget.opener(new FileOutputStream(FileDescriptor.out));
    }

    private static RetrySpec retry(OutputConfig output) {
        if (output.kind() == ExecTarget.KIND) {
            return output.get(ExecTarget.RETRY);
        }
        return output.kind() == FileRecorders.KIND ? output.get(FileRecorders.RETRY) : STDOUT_RETRY;
    }
}
