package io.ringcast.daemon.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server side of TLS for every port that wants it: shows one certificate, and the new one when its files have changed. Who is connected
 * stays; who connects then sees the new one. Files that cannot be used leave the old one in its place.
 *
 * <p>Handlers may be made on any thread. Files are read, and handshakes reckoned, on two threads of its own.
 */
public final class ServerTls implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServerTls.class);

    private static final int THREADS = 2;
    private static final long HANDSHAKE_MILLIS = 10_000;

    /** Who has been sent everything need not confirm it for longer. */
    private static final long CLOSE_NOTIFY_MILLIS = 1_000;

    private final Path certificate;
    private final Path key;
    private final ScheduledThreadPoolExecutor threads;

    private volatile TlsIdentity identity;

    /** Owned by the thread that looks for changes. */
    private Version seen;

    /** What tells one state of the files from another. */
    private record Version(long certificateMillis, long keyMillis) {}

    /**
     * Reads the files now, so not on an event loop.
     *
     * @param certificate certificates in PEM form, this host's first
     * @param key its key, PKCS#8 in PEM form
     * @param look how often it is looked whether they have changed
     * @throws InvalidCertificateException when they cannot be used
     */
    public ServerTls(Path certificate, Path key, Duration look) {
        this.certificate = certificate;
        this.key = key;
        this.seen = version();
        this.identity = TlsIdentity.read(certificate, key);
        this.threads = new ScheduledThreadPoolExecutor(THREADS, new DefaultThreadFactory("ringcast-server-tls", true));
        threads.setRemoveOnCancelPolicy(true);
        threads.scheduleWithFixedDelay(this::look, look.toNanos(), look.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The first handler of a connection's pipeline. */
    public SslHandler handler(ByteBufAllocator allocator) {
        SslHandler handler = identity.context().newHandler(allocator, threads);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
        return handler;
    }

    /** When the certificate that is shown now expires. */
    public Instant notAfter() {
        return identity.notAfter();
    }

    /** No handshake succeeds any more. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void look() {
        Version now = version();
        if (now.equals(seen)) {
            return;
        }
        try {
            identity = TlsIdentity.read(certificate, key);
            log.info("event=certificate-renewed file={} expires={}", certificate, identity.notAfter());
        } catch (InvalidCertificateException e) {
            // Two files are never written at one time: the next look sees the other one.
            log.warn("event=certificate-not-renewed detail=\"{}\" kept-until={}", e.getMessage(), identity.notAfter());
        }
        seen = now;
    }

    private Version version() {
        return new Version(modified(certificate), modified(key));
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return -1;
        }
    }
}
