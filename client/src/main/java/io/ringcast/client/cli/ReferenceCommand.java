package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ringcast reference}: the page {@code docs/reference-client.md}, made from the declarations of the commands. */
@Command(
        name = "reference",
        hidden = true,
        description = "Prints the reference as Markdown: ./ringcast reference > docs/reference-client.md",
        mixinStandardHelpOptions = true)
final class ReferenceCommand implements Callable<Integer> {

    private final OutputStream output;

    @Spec
    private @Nullable CommandSpec spec;

    ReferenceCommand(OutputStream output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        // As bytes: the page is the same whatever the locale.
        String page = ReferencePage.markdown(requireNonNull(spec).root().commandLine());
        output.write(page.getBytes(StandardCharsets.UTF_8));
        output.flush();
        return ExitCode.OK;
    }
}
