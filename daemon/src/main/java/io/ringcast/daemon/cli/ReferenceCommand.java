package io.ringcast.daemon.cli;

import io.ringcast.daemon.app.Kinds;
import io.ringcast.daemon.config.Reference;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ringcastd reference}: the page {@code docs/reference.md}, made from the declarations. */
@Command(
        name = "reference",
        hidden = true,
        mixinStandardHelpOptions = true,
        header = "Prints the reference of all keys and URLs as Markdown.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ReferenceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    ReferenceCommand() {}

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(Reference.markdown(Kinds.urls()));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
