package io.ringcast.daemon.source.exec;

import io.ringcast.daemon.config.ExecOptions;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.process.ChildCommand;
import io.ringcast.daemon.process.Children;
import io.ringcast.daemon.source.InputKind;
import io.ringcast.daemon.source.InputOpener;
import java.nio.file.Path;

/** {@code { exec = [...] }}: a child whose stdout is the stream. Immutable. */
public final class ExecKind implements InputKind {

    /** Whether it has an end. */
    public static final Option<Boolean> FINITE = Option.flag(
            "finite",
            false,
            "Whether what it writes is an item with an end: exit code 0 is that end (at-end), and it is paced like a file.");

    private static final UrlKind KIND = UrlKind.input("exec", "exec")
            .says(
                    "{ exec = [\"PROGRAM\", \"ARGUMENT\", …] }",
                    "A child process whose stdout is the stream; its stderr goes to the log, and it is started again when it"
                            + " ends.")
            .key(ExecOptions.EXEC)
            .options(ExecOptions.EXEC, FINITE, ExecOptions.ENVIRONMENT, ExecOptions.DIRECTORY, ExecOptions.GRACE)
            .check(ExecOptions::problem)
            .canWait()
            .build();

    private final Children children;

    public ExecKind(Children children) {
        this.children = children;
    }

    @Override
    public UrlKind urlKind() {
        return KIND;
    }

    @Override
    public InputOpener opener(String source, InputConfig config) {
        ChildCommand command = new ChildCommand(
                "source=" + source,
                config.get(ExecOptions.EXEC),
                ExecOptions.revealed(config.get(ExecOptions.ENVIRONMENT)),
                config.get(ExecOptions.DIRECTORY).map(Path::of),
                false,
                true,
                config.get(ExecOptions.GRACE));
        return new ExecOpener("exec:" + command.program(), children, command, config.get(FINITE));
    }
}
