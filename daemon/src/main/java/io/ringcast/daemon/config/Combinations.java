package io.ringcast.daemon.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds what is right each for itself but impossible together. */
final class Combinations {

    /** Names under which every source is served besides its own, when its format has one. */
    private static final Set<String> EXTENSIONS =
            Set.of("ts", "m3u8", "m3u", "mp3", "aac", "ogg", "opus", "flac", "mp4", "m4a", "webm", "mkv", "mpg", "bin");

    /** The names that the outputs which are always there have. */
    private static final Set<String> OWN_OUTPUTS = Set.of("http", "hls");

    private static final int SHORTEST_KEY = 16;

    private record Port(String what, ListenAddress address, Origin origin) {}

    private Combinations() {}

    /** Adds to {@code report} what is impossible in one source, and between sources and daemon. */
    static void check(Configuration configuration, Report report) {
        configuration.sources().forEach(source -> checkSource(source, report));
        checkPorts(configuration, report);
        checkCertificate(configuration, report);
        checkMemory(configuration, report);
        checkNames(configuration, report);
        checkFetch(configuration.daemon(), report);
        checkAnnouncements(configuration, report);
        if (configuration.sources().isEmpty()) {
            report.warning(
                    configuration.daemon().settings().origin(),
                    "sources: none (expected: a [source.NAME] with inputs)");
        }
    }

    /** Adds to {@code report} what is impossible in {@code source} alone. */
    static void checkSource(SourceConfig source, Report report) {
        checkInputs(source, report);
        checkOutputNames(source, report);
        checkJoin(source, report);
        checkPrefetch(source, report);
        checkHls(source, report);
        checkIdleKeys(source, report);
        checkAccess(source, report);
    }

    private static void checkPorts(Configuration configuration, Report report) {
        Settings daemon = configuration.daemon().settings();
        Port http = new Port("http of [daemon]", configuration.daemon().http(), daemon.nearest(DaemonConfig.HTTP));
        Port admin = new Port("admin of [daemon]", configuration.daemon().admin(), daemon.nearest(DaemonConfig.ADMIN));
        // The later of two is complained of: of these the one that somebody wrote.
        List<Port> ports =
                new ArrayList<>(daemon.isGiven(DaemonConfig.ADMIN) ? List.of(http, admin) : List.of(admin, http));
        configuration
                .daemon()
                .https()
                .ifPresent(
                        https -> ports.add(new Port("https of [daemon]", https, daemon.originOf(DaemonConfig.HTTPS))));
        for (SourceConfig source : configuration.sources()) {
            for (OutputConfig output : source.outputs()) {
                output.listenAddress()
                        .ifPresent(address -> ports.add(new Port(
                                "an output of " + source.name(),
                                address,
                                output.settings().origin())));
            }
        }
        for (int i = 0; i < ports.size(); i++) {
            Port later = ports.get(i);
            ports.subList(0, i).stream()
                    .filter(earlier -> earlier.address().overlaps(later.address()))
                    .findFirst()
                    .ifPresent(earlier -> report.problem(
                            later.origin(),
                            later.what() + ": " + later.address() + " is taken by " + earlier.what()
                                    + " (expected: a port of its own; choose another)"));
        }
        if (!configuration.daemon().admin().isLoopback()) {
            report.warning(
                    daemon.nearest(DaemonConfig.ADMIN),
                    "admin: " + configuration.daemon().admin()
                            + " can be reached from other hosts (expected: a loopback address, or a firewall before it)");
        }
    }

    private static void checkCertificate(Configuration configuration, Report report) {
        DaemonConfig daemon = configuration.daemon();
        Settings settings = daemon.settings();
        boolean certified = daemon.certificate().isPresent();
        if (certified != daemon.certificateKey().isPresent()) {
            Option<?> given = certified ? DaemonConfig.CERTIFICATE : DaemonConfig.CERTIFICATE_KEY;
            Option<?> other = certified ? DaemonConfig.CERTIFICATE_KEY : DaemonConfig.CERTIFICATE;
            report.problem(
                    settings.originOf(given), given + ": given alone (expected: with " + other + " in [daemon])");
            return;
        }
        List<OutputConfig> outputs = configuration.sources().stream()
                .flatMap(source -> source.outputs().stream())
                .filter(output -> output.kind().tls())
                .toList();
        if (certified && outputs.isEmpty() && daemon.https().isEmpty()) {
            report.warning(
                    settings.originOf(DaemonConfig.CERTIFICATE),
                    "certificate: has no effect (expected: with https, or an output tls://:PORT)");
        }
        if (!certified) {
            String expected = " (expected: certificate and certificate-key in [daemon])";
            if (daemon.https().isPresent()) {
                report.problem(
                        settings.originOf(DaemonConfig.HTTPS),
                        "https: " + daemon.https().get() + " without a certificate" + expected);
            }
            outputs.forEach(output -> report.problem(
                    output.settings().origin(), "outputs: " + output.url() + " without a certificate" + expected));
        }
    }

    private static void checkMemory(Configuration configuration, Report report) {
        DataSize memory = configuration.daemon().memory();
        Origin origin = configuration.daemon().settings().nearest(DaemonConfig.MEMORY);
        int count = configuration.sources().size();
        Optional<FetchSpec> fetch = configuration.daemon().fetch();
        int fetches = fetch.map(FetchSpec::limit).orElse(0);
        DataSize floors = new DataSize((count + fetches) * Configuration.RING_FLOOR.bytes());
        if (floors.compareTo(memory) > 0) {
            report.problem(
                    origin,
                    "memory: " + memory + " (expected: at least " + floors + ", " + Configuration.RING_FLOOR
                            + " for each of " + count + " sources"
                            + (fetches > 0 ? " and " + fetches + " fetches; or a smaller limit of fetch" : "") + ")");
        }
        long wanted = fetch.map(spec -> spec.limit() * spec.ring().bytes()).orElse(0L);
        for (SourceConfig source : configuration.sources()) {
            if (source.ring() instanceof RingSpec.Bytes ring) {
                wanted += ring.bytes();
                if (ring.bytes() > memory.bytes()) {
                    report.problem(
                            source.settings().nearest(SourceKeys.RING),
                            "ring: " + ring + " (expected: at most the memory of the daemon, " + memory + ")");
                }
            }
        }
        if (wanted > memory.bytes()) {
            report.warning(
                    origin,
                    "memory: " + memory + " (expected: " + new DataSize(wanted)
                            + ", the rings together; else they become shorter when it runs out)");
        }
    }

    private static void checkNames(Configuration configuration, Report report) {
        Map<String, SourceConfig> byName = new HashMap<>();
        for (SourceConfig source : configuration.sources()) {
            if (byName.put(source.name(), source) != null) {
                report.problem(
                        source.settings().origin(), source.name() + ": given twice (expected: a name for each source)");
            }
        }
        for (SourceConfig source : configuration.sources()) {
            int dot = source.name().lastIndexOf('.');
            String stem = dot < 0 ? "" : source.name().substring(0, dot);
            if (byName.containsKey(stem) && EXTENSIONS.contains(source.name().substring(dot + 1))) {
                report.problem(
                        source.settings().origin(),
                        source.name() + ": is another name of source " + stem
                                + " on the HTTP port (expected: a name of its own; choose another)");
            }
        }
    }

    /** Where nobody would be told of anything. */
    private static void checkAnnouncements(Configuration configuration, Report report) {
        boolean hidden = configuration.daemon().http().isLoopback();
        for (SourceConfig source : configuration.sources()) {
            boolean grouped = source.outputs().stream().anyMatch(Combinations::isToGroup);
            if (source.announce() && !grouped && (hidden || source.isGuarded())) {
                String why = hidden
                        ? "the HTTP port is on loopback, "
                                + configuration.daemon().http()
                        : "HTTP asks for a signature or a token";
                report.warning(
                        source.settings().originOf(SourceKeys.ANNOUNCE),
                        "announce: has no effect, since " + why
                                + " (expected: an output to a group such as udp://239.255.0.1:1234, or "
                                + (hidden ? "http = \":8000\" in [daemon])" : "neither sign-key nor tokens)"));
            }
        }
    }

    private static boolean isToGroup(OutputConfig output) {
        if (!output.kind().sendsDatagrams()) {
            return false;
        }
        InetAddress literal =
                NetUtil.createInetAddressFromIpAddressString(output.url().host());
        return literal != null && literal.isMulticastAddress();
    }

    private static void checkInputs(SourceConfig source, Report report) {
        if (source.inputs().isEmpty()) {
            report.problem(
                    source.settings().nearest(SourceKeys.INPUTS),
                    "inputs: none in source " + source.name() + " (expected: at least one URL)");
        }
        if (!source.policies().contains(Policy.WAIT)) {
            return;
        }
        for (InputConfig input : source.inputs()) {
            if (!input.kind().canWait()) {
                report.problem(
                        input.settings().origin(),
                        "inputs: " + input.url()
                                + " cannot be held back (expected: a policy other than wait for source " + source.name()
                                + ", or another input)");
            }
        }
    }

    private static void checkOutputNames(SourceConfig source, Report report) {
        Map<String, Origin> byName = new HashMap<>();
        for (OutputConfig output : source.outputs()) {
            Origin origin = output.settings().origin();
            if (OWN_OUTPUTS.contains(output.name())) {
                report.problem(
                        origin,
                        "name: " + output.name() + " is the output that every source has (expected: another name)");
            } else if (byName.putIfAbsent(output.name(), origin) != null) {
                report.problem(
                        origin,
                        "outputs: two are called " + output.name() + " (expected: different names; give one a name)");
            }
        }
    }

    private static void checkJoin(SourceConfig source, Report report) {
        boolean tooFar = false;
        if (source.join() instanceof JoinSpec.Behind join && source.ring() instanceof RingSpec.Seconds ring) {
            tooFar = join.time().compareTo(ring.time()) >= 0;
        } else if (source.join() instanceof JoinSpec.BehindBytes join && source.ring() instanceof RingSpec.Bytes ring) {
            tooFar = join.bytes() >= ring.bytes();
        }
        if (tooFar) {
            boolean joinGiven = source.settings().isGiven(SourceKeys.JOIN);
            report.problem(
                    source.settings().nearest(joinGiven ? SourceKeys.JOIN : SourceKeys.RING),
                    "join: " + source.join() + " (expected: less than the ring, " + source.ring()
                            + "; or oldest for all that it holds)");
        }
    }

    private static void checkPrefetch(SourceConfig source, Report report) {
        String half = "";
        if (source.prefetch() instanceof PrefetchSpec.Time prefetch && source.ring() instanceof RingSpec.Seconds ring) {
            half = prefetch.time().multipliedBy(2).compareTo(ring.time()) > 0
                    ? Durations.format(ring.time().dividedBy(2))
                    : "";
        } else if (source.prefetch() instanceof PrefetchSpec.Size prefetch
                && source.ring() instanceof RingSpec.Bytes ring) {
            half = prefetch.bytes() * 2 > ring.bytes() ? new DataSize(ring.bytes() / 2).toString() : "";
        }
        if (!half.isEmpty()) {
            report.problem(
                    source.settings().nearest(SourceKeys.PREFETCH),
                    "prefetch: " + source.prefetch() + " (expected: at most half the ring, " + half
                            + "; make the ring longer)");
        }
    }

    private static void checkHls(SourceConfig source, Report report) {
        if (source.hls() instanceof HlsSpec.Of hls
                && source.ring() instanceof RingSpec.Seconds ring
                && ring.time().compareTo(hls.needs()) < 0) {
            report.problem(
                    source.settings().nearest(SourceKeys.HLS),
                    "hls: a playlist of " + hls.window() + " segments of " + Durations.format(hls.segment())
                            + " does not fit the ring, " + ring + " (expected: ring = \""
                            + Durations.format(hls.needs())
                            + "\" or longer, a segment and twice the playlist; or a smaller window)");
        }
    }

    /** What is asked of listeners over HTTP is not asked at the ports of outputs. */
    private static void checkAccess(SourceConfig source, Report report) {
        if (!source.isGuarded()) {
            return;
        }
        for (OutputConfig output : source.outputs()) {
            boolean allows = output.kind().options().stream()
                    .anyMatch(option -> option.name().equals("allow") && output.isGiven(option));
            if (output.kind().listens() && !allows) {
                report.warning(
                        output.settings().origin(),
                        "outputs: " + output.url()
                                + " is for anybody, although HTTP asks for a signature or a token (expected:"
                                + " with allow, the networks that may connect)");
            }
        }
        source.signKey()
                .ifPresent(key -> checkKey("sign-key", key, source.settings().originOf(SourceKeys.SIGN_KEY), report));
    }

    private static void checkFetch(DaemonConfig daemon, Report report) {
        Origin origin = daemon.settings().originOf(DaemonConfig.FETCH);
        daemon.fetch().ifPresent(fetch -> checkKey("fetch.sign-key", fetch.signKey(), origin, report));
    }

    private static void checkKey(String name, Secret key, Origin origin, Report report) {
        if (key.reveal().length() < SHORTEST_KEY) {
            report.warning(
                    origin,
                    name + ": short enough to be guessed from one signed URL (expected: " + SHORTEST_KEY
                            + " characters or more, such as openssl rand -base64 32 prints)");
        }
    }

    private static void checkIdleKeys(SourceConfig source, Report report) {
        Settings settings = source.settings();
        if (settings.isGiven(SourceKeys.IDLE) && !source.onDemand()) {
            report.warning(
                    settings.originOf(SourceKeys.IDLE), "idle: has no effect (expected: with on-demand = true only)");
        }
        if (settings.isGiven(SourceKeys.WAIT_LIMIT) && !source.policies().contains(Policy.WAIT)) {
            report.warning(
                    settings.originOf(SourceKeys.WAIT_LIMIT),
                    "wait-limit: has no effect (expected: with policy = \"wait\" only)");
        }
    }
}
