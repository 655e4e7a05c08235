package io.ringcast.client.cli;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringcast completion}: a script by which the shell completes commands and options. */
@Command(
        name = "completion",
        description = "Prints the script by which bash or zsh completes commands and options.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  source <(ringcast completion bash)",
            "  ringcast completion zsh > ~/.ringcast-completion && echo 'source ~/.ringcast-completion' >> ~/.zshrc",
        })
final class CompletionCommand implements Callable<Integer> {

    /** Shells that complete by a script; zsh takes that of bash through its bashcompinit. */
    enum Shell {
        BASH,
        ZSH
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private @Nullable Shell shell;

    @Override
    public Integer call() {
        CommandLine own = requireNonNull(spec).commandLine();
        PrintWriter out = own.getOut();
        if (shell == Shell.ZSH) {
            // What it takes from bash needs its own completion first, which not every .zshrc has loaded.
            out.println("[ -n \"$ZSH_VERSION\" ] && autoload -Uz compinit && compinit");
        }
        out.print(AutoComplete.bash("ringcast", requireNonNull(own.getParent())));
        out.flush();
        return ExitCode.OK;
    }
}
