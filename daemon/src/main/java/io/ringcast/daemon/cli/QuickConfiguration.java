package io.ringcast.daemon.cli;

import io.ringcast.daemon.app.Kinds;
import io.ringcast.daemon.config.Configuration;
import io.ringcast.daemon.config.DaemonConfig;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.ListenAddress;
import io.ringcast.daemon.config.Settings;
import io.ringcast.daemon.config.SourceConfig;
import io.ringcast.daemon.config.UrlKinds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration that a command line of URLs stands for.
 *
 * @param configuration unchecked
 * @param defaultPorts ports in it that nobody asked for
 */
record QuickConfiguration(Configuration configuration, Set<Integer> defaultPorts) {

    private static final Pattern NAMED = Pattern.compile("([a-z0-9][a-z0-9._-]*)=(.+)", Pattern.DOTALL);

    /** @throws io.ringcast.daemon.config.InvalidValueException if a URL, name or option is none */
    static QuickConfiguration of(QuickOptions options, List<String> urls) {
        UrlKinds kinds = Kinds.urls();
        String host = options.bind.map(QuickConfiguration::bracketed).orElse("");
        int firstPort = options.tcp.orElse(QuickOptions.DEFAULT_TCP);
        Set<Integer> defaultPorts = new HashSet<>();
        List<SourceConfig> sources = new ArrayList<>();
        for (int i = 0; i < urls.size(); i++) {
            Matcher named = NAMED.matcher(urls.get(i));
            boolean hasName = named.matches();
            String name = hasName ? named.group(1) : i == 0 ? "stream" : "stream" + (i + 1);
            InputConfig input = kinds.input(hasName ? named.group(2) : urls.get(i));
            int port = firstPort + i;
            if (options.tcp.isEmpty()) {
                defaultPorts.add(port);
            }
            SourceConfig.Builder source = SourceConfig.builder(name)
                    .input(input)
                    .output(kinds.output("tcp://" + host + ":" + port + "?name=tcp"));
            if (options.udp != null) {
                source.output(kinds.output(datagrams(options.udp, i)));
            }
            if (options.stdout && i == 0) {
                source.output(kinds.output("stdout:"));
            }
            sources.add(source.build());
        }
        return new QuickConfiguration(
                new Configuration(new DaemonConfig(daemon(options, host)), sources), Set.copyOf(defaultPorts));
    }

    private static Settings daemon(QuickOptions options, String host) {
        Settings.Builder daemon = Settings.builder();
        if (options.http.isPresent() || !host.isEmpty()) {
            daemon.parse(DaemonConfig.HTTP, host + ":" + options.http.orElse(QuickOptions.DEFAULT_HTTP));
        }
        options.admin.ifPresent(
                port -> daemon.set(DaemonConfig.ADMIN, new ListenAddress(Optional.of("127.0.0.1"), port)));
        options.memory.ifPresent(size -> daemon.parse(DaemonConfig.MEMORY, size));
        options.transport.ifPresent(kind -> daemon.parse(DaemonConfig.TRANSPORT, kind));
        return daemon.build();
    }

    /** The URL for stream {@code index}: each has a port of its own, two apart as RTP wants it. */
    private static String datagrams(String address, int index) {
        int colon = address.lastIndexOf(':');
        int port = Integer.parseInt(address.substring(colon + 1)) + 2 * index;
        return "udp://" + address.substring(0, colon) + ":" + port + "?name=udp";
    }

    private static String bracketed(String address) {
        return address.indexOf(':') >= 0 && !address.startsWith("[") ? "[" + address + "]" : address;
    }
}
