package io.ringcast.daemon.app;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.http.HttpClient;
import io.ringcast.daemon.source.http.Downloader;
import io.ringcast.daemon.transport.Transport;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/** One HTTP client for each set of trusted certificates: the system's, and each {@code ca-file}. Used by the thread that starts. */
final class Downloaders implements Function<Optional<Path>, Downloader>, AutoCloseable {

    private final Transport transport;
    private final Map<Optional<Path>, HttpClient> clients = new HashMap<>();

    Downloaders(Transport transport) {
        this.transport = transport;
    }

    @Override
    public Downloader apply(Optional<Path> authorities) {
        return client(authorities)::get;
    }

    /** The client that trusts these certificates, or the system's. */
    HttpClient client(Optional<Path> authorities) {
        return clients.computeIfAbsent(authorities, file -> new HttpClient(transport, trust(file), Version.product()));
    }

    @Override
    public void close() {
        clients.values().forEach(HttpClient::close);
    }

    private static Supplier<SslContext> trust(Optional<Path> authorities) {
        if (authorities.isEmpty()) {
            return HttpClient.systemTrust();
        }
        Path file = authorities.get();
        try {
            SslContext context = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(file.toFile())
                    .build();
            return () -> context;
        } catch (SSLException | IllegalArgumentException e) {
            throw new InvalidValueException("ca-file " + file, "certificates in PEM form: " + e.getMessage());
        }
    }
}
