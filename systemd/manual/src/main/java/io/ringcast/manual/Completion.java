package io.ringcast.manual;

import picocli.AutoComplete;
import picocli.CommandLine;

/** Scripts by which shells complete a command, in the form in which a shell finds them by the name of the command. */
final class Completion {

    private Completion() {}

    /** For the folder {@code bash-completion/completions}. */
    static String bash(CommandLine command) {
        return AutoComplete.bash(command.getCommandName(), command);
    }

    /** For a folder in zsh's {@code fpath}: bash's script, which zsh takes through its bashcompinit. */
    static String zsh(CommandLine command) {
        String name = command.getCommandName();
        // The file is the body of a function that is called when somebody completes for the first time. It puts the
        // other one in its
        // place, and has that one answer this time too.
        return "#compdef " + name + "\n\nautoload -Uz bashcompinit && bashcompinit\n\n" + bash(command)
                + "\n_bash_complete -o default -F _complete_" + name + "\n";
    }
}
