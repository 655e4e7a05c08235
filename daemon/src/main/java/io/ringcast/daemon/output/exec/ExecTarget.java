package io.ringcast.daemon.output.exec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.config.ChangeCost;
import io.ringcast.daemon.config.ExecOptions;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.OutputConfig;
import io.ringcast.daemon.config.RetrySpec;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.output.SinkTarget;
import io.ringcast.daemon.process.Child;
import io.ringcast.daemon.process.ChildCommand;
import io.ringcast.daemon.process.ChildEnd;
import io.ringcast.daemon.process.ChildEvents;
import io.ringcast.daemon.process.Children;
import java.nio.file.Path;

/** The stdin of a child, as a target of an output. */
public final class ExecTarget implements SinkTarget {

    /** How long it rests. */
    public static final Option<RetrySpec> RETRY = Option.retry(
                    "retry",
                    "1s..60s",
                    "Pauses before it is started again: the first and the longest, doubled in between.")
            .costs(ChangeCost.NOTHING);

    /** {@code { exec = [...] }}. */
    public static final UrlKind KIND = UrlKind.output("exec", "exec")
            .says(
                    "{ exec = [\"PROGRAM\", \"ARGUMENT\", …] }",
                    "A child process that is given the stream on its stdin; its stderr goes to the log, its stdout nowhere, and"
                            + " it is started again when it ends.")
            .key(ExecOptions.EXEC)
            .options(ExecOptions.EXEC, ExecOptions.ENVIRONMENT, ExecOptions.DIRECTORY, ExecOptions.GRACE, RETRY)
            .check(ExecOptions::problem)
            .build();

    private final Child child;

    private ExecTarget(Child child) {
        this.child = child;
    }

    /** What opens the children of a configured output of {@code source}. */
    public static Opener opener(OutputConfig config, String source, Children children) {
        ChildCommand command = new ChildCommand(
                "source=" + source + " output=" + config.name(),
                config.get(ExecOptions.EXEC),
                ExecOptions.revealed(config.get(ExecOptions.ENVIRONMENT)),
                config.get(ExecOptions.DIRECTORY).map(Path::of),
                true,
                false,
                config.get(ExecOptions.GRACE));
        return new ExecOpener(command, children);
    }

    @Override
    public boolean writable() {
        return child.writable();
    }

    @Override
    public long pending() {
        return child.pending();
    }

    @Override
    public void write(ByteBuf bytes) {
        child.write(bytes);
    }

    /** The child sees the end of its stdin and finishes as it likes. */
    @Override
    public void end() {
        child.endInput();
    }

    @Override
    public void abort() {
        child.end();
    }

    private record ExecOpener(ChildCommand command, Children children) implements Opener {

        @Override
        public String url() {
            return "exec:" + command.program();
        }

        @Override
        public boolean demands() {
            return false;
        }

        @Override
        public boolean reopens() {
            return true;
        }

        @Override
        public SinkTarget open(EventLoop loop, Events events) {
            return new ExecTarget(children.start(command, loop, new Told(events)));
        }
    }

    private record Told(Events events) implements ChildEvents {

        @Override
        public void onStarted() {
            events.onOpened();
        }

        @Override
        public void onWritable() {
            events.onWritable();
        }

        @Override
        public void onEnded(ChildEnd end) {
            events.onClosed(end.text(), end.isSuccess());
        }
    }
}
