package io.ringcast.daemon.cli;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ringcastd reference}: the page {@code docs/reference.md}, made from the declarations. */
@Command(
        name = "reference",
        hidden = true,
        mixinStandardHelpOptions = true,
        header = "Prints the reference as Markdown, in UTF-8: ./ringcastd reference > docs/reference.md")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ReferenceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    ReferenceCommand() {}

    @Override
    public Integer call() {
        // As bytes: the page is the same whatever the locale.
        byte[] page = ReferencePage.markdown(spec.root().commandLine()).getBytes(StandardCharsets.UTF_8);
        System.out.writeBytes(page);
        System.out.flush();
        return ExitCode.OK;
    }
}
