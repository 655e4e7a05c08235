package io.ringcast.daemon.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What concerns the whole daemon.
 *
 * @param settings values of {@link #OPTIONS}
 */
public record DaemonConfig(Settings settings) {

    /** The public HTTP port. */
    public static final Option<ListenAddress> HTTP = Option.of(
                    "http",
                    ValueTypes.LISTEN_ADDRESS,
                    ":8000",
                    "Where HTTP listeners connect; \":8000\" is all of IPv4 and IPv6.")
            .costs(ChangeCost.RESTART);

    /** The public port over TLS. */
    public static final Option<Optional<ListenAddress>> HTTPS = Option.of(
                    "https",
                    ValueTypes.LISTEN_ADDRESS,
                    "Where HTTP listeners connect over TLS, with the certificate of the daemon; nowhere unless given.")
            .costs(ChangeCost.RESTART);

    /** What those who connect over TLS are shown. */
    public static final Option<Optional<Path>> CERTIFICATE = Option.file(
                    "certificate",
                    "Certificates in PEM form, this host's first, for https and tls:// outputs; read again when the file changes.")
            .costs(ChangeCost.RESTART);

    /** The key of the certificate. */
    public static final Option<Optional<Path>> CERTIFICATE_KEY = Option.file(
                    "certificate-key", "The key of the certificate: PKCS#8 in PEM form, not encrypted.")
            .costs(ChangeCost.RESTART);

    /** The admin port. */
    public static final Option<ListenAddress> ADMIN = Option.of(
                    "admin",
                    ValueTypes.LISTEN_ADDRESS,
                    "127.0.0.1:8001",
                    "Where API, metrics and health are; anybody who reaches it may see everything, and change it as admin-token says.")
            .costs(ChangeCost.RESTART);

    /** What a change over the admin port needs. */
    public static final Option<Optional<Secret>> ADMIN_TOKEN = Option.secret(
                    "admin-token",
                    "What switch, restart, clear and kick need as Authorization: Bearer; without it they work on a loopback address"
                            + " alone.")
            .costs(ChangeCost.RESTART);

    /** The memory of all rings together. */
    public static final Option<DataSize> MEMORY = Option.size(
                    "memory", "512MiB", "The most that all rings together may hold, outside the Java heap.")
            .between("8MiB", "1TiB")
            .costs(ChangeCost.RESTART);

    /** The interface to the system. */
    public static final Option<TransportChoice> TRANSPORT = Option.word(
                    "transport",
                    TransportChoice.class,
                    "auto",
                    "How bytes are moved: auto takes the first that works here of epoll, io_uring, kqueue and nio.")
            .costs(ChangeCost.RESTART);

    /** The number of event loops. */
    public static final Option<Long> LOOPS = Option.integer("loops", 0, "Threads that move bytes; 0 is one per core.")
            .between("0", "1024")
            .costs(ChangeCost.RESTART);

    /** How long stopping may take. */
    public static final Option<Duration> STOP_TIMEOUT = Option.duration(
                    "stop-timeout", "10s", "How long listeners get at the stop to take what is queued for them.")
            .between("0s", "10m")
            .costs(ChangeCost.NOTHING);

    /** Where listeners are written down. */
    public static final Option<Optional<Path>> ACCESS_LOG = Option.of(
                    "access-log",
                    ValueType.of(
                            "path",
                            "an absolute path such as \"/var/log/ringcast/access.log\"",
                            DaemonConfig::absolute,
                            Path::toString),
                    "A file that gets a line for each listener that has ended, in NCSA's combined format with the seconds behind it;"
                            + " opened anew on SIGHUP.")
            .costs(ChangeCost.RESTART);

    /** How much of their addresses. */
    public static final Option<AddressDisplay> ACCESS_LOG_ADDRESSES = Option.word(
                    "access-log-addresses",
                    AddressDisplay.class,
                    "full",
                    "How much of listeners' addresses the access log has: full, or truncated to the network (24 bits of IPv4, 48 of"
                            + " IPv6).")
            .costs(ChangeCost.RESTART);

    /** How listeners reach the HTTP port. */
    public static final Option<Optional<Url>> PUBLIC_URL = Option.url(
                    "public-url",
                    "How listeners reach the HTTP port, for the playlists that it gives, such as"
                            + " \"https://tv.example\" behind a proxy; when absent the host that they asked.",
                    "http",
                    "https")
            .costs(ChangeCost.RESTART);

    /** Who is believed when he says for whom he asks. */
    public static final Option<List<Cidr>> TRUSTED_PROXIES = Option.cidrs(
                    "trusted-proxies",
                    "Addresses of the proxies before the HTTP port: from them X-Forwarded-For or Forwarded say who asks, for logs,"
                            + " listeners and signed URLs, and X-Forwarded-Proto or proto= whether over TLS. From anybody else these"
                            + " fields are ignored.")
            .costs(ChangeCost.RESTART);

    /** The guide. */
    public static final Option<Optional<Url>> EPG_URL = Option.url(
                    "epg-url", "Where the programme of all channels is (XMLTV), for the playlists.", "http", "https")
            .costs(ChangeCost.RESTART);

    /** What strangers may have fetched. */
    public static final Option<Optional<FetchSpec>> FETCH = Option.of(
                    "fetch",
                    ValueTypes.FETCH,
                    "What GET /fetch?url= of the HTTP port gets for who shows a URL signed with sign-key; nothing unless given."
                            + " hosts: where from, \"media.example\" (ports 80 and 443), \"media.example:8080\","
                            + " \"*.cdn.example\" for all names below, also behind redirects and in playlists; addresses of the"
                            + " inner network only if they are given here as such, or lie in networks. limit: things at the same"
                            + " time (8). ring: memory for each (8MiB). idle: how long each is kept after the last who gets it"
                            + " (10s).")
            .costs(ChangeCost.RESTART);

    /** All of them, in the order of the reference. */
    static final List<Option<?>> OPTIONS = List.of(
            HTTP,
            HTTPS,
            CERTIFICATE,
            CERTIFICATE_KEY,
            PUBLIC_URL,
            TRUSTED_PROXIES,
            EPG_URL,
            FETCH,
            ADMIN,
            ADMIN_TOKEN,
            MEMORY,
            TRANSPORT,
            LOOPS,
            STOP_TIMEOUT,
            ACCESS_LOG,
            ACCESS_LOG_ADDRESSES);

    /** Everything at its default. */
    public static final DaemonConfig DEFAULT = new DaemonConfig(Settings.NONE);

    /** Where HTTP listeners connect. */
    public ListenAddress http() {
        return settings.get(HTTP);
    }

    /** Where HTTP listeners connect over TLS. */
    public Optional<ListenAddress> https() {
        return settings.get(HTTPS);
    }

    /** What those who connect over TLS are shown. */
    public Optional<Path> certificate() {
        return settings.get(CERTIFICATE);
    }

    /** Its key. */
    public Optional<Path> certificateKey() {
        return settings.get(CERTIFICATE_KEY);
    }

    /** Where API, metrics and health are. */
    public ListenAddress admin() {
        return settings.get(ADMIN);
    }

    /** What a change over the admin port needs, if there is one. */
    public Optional<Secret> adminToken() {
        return settings.get(ADMIN_TOKEN);
    }

    /** The most that all rings together may hold. */
    public DataSize memory() {
        return settings.get(MEMORY);
    }

    /** How bytes are moved. */
    public TransportChoice transport() {
        return settings.get(TRANSPORT);
    }

    /** Event loops; 0 is one per core. */
    public int loops() {
        return Math.toIntExact(settings.get(LOOPS));
    }

    /** How long listeners get at the stop to take what is queued for them. */
    public Duration stopTimeout() {
        return settings.get(STOP_TIMEOUT);
    }

    /** How listeners reach the HTTP port, where somebody said. */
    public Optional<String> publicUrl() {
        return settings.get(PUBLIC_URL).map(Url::toString);
    }

    /** Which proxies are believed. */
    public List<Cidr> trustedProxies() {
        return settings.get(TRUSTED_PROXIES);
    }

    /** Where the programme of all channels is. */
    public Optional<String> epgUrl() {
        return settings.get(EPG_URL).map(Url::toString);
    }

    /** What strangers may have fetched, if anything. */
    public Optional<FetchSpec> fetch() {
        return settings.get(FETCH);
    }

    /** The file that gets a line for each listener. */
    public Optional<Path> accessLog() {
        return settings.get(ACCESS_LOG);
    }

    /** How much of addresses it gets. */
    public AddressDisplay accessLogAddresses() {
        return settings.get(ACCESS_LOG_ADDRESSES);
    }

    private static Path absolute(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute() && path.getFileName() != null) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Said below.
        }
        throw new InvalidValueException(text, "an absolute path such as /var/log/ringcast/access.log");
    }
}
