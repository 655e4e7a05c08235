package io.ringcast.daemon.cli;

import java.util.Stack;
import java.util.regex.Pattern;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Reads {@code --udp} with or without an address behind it: what is no {@code HOST:PORT}, such as the URL of a stream, is left alone.
 */
final class OptionalAddress implements IParameterConsumer {

    static final String DEFAULT = "239.255.0.1:1234";

    private static final Pattern ADDRESS = Pattern.compile("(\\[[^\\[\\]]+]|[A-Za-z0-9._-]+):[0-9]{1,5}");

    OptionalAddress() {}

    @Override
    @SuppressWarnings("JdkObsolete") // picocli's
    public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
        boolean given =
                !arguments.isEmpty() && ADDRESS.matcher(arguments.peek()).matches();
        option.setValue(given ? arguments.pop() : DEFAULT);
    }
}
