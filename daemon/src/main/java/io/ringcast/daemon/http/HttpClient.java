package io.ringcast.daemon.http;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.ringcast.daemon.transport.Transport;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * The one HTTP client: GETs, HEADs and uploads over HTTP/1.1, each on a connection of its own, with redirects, credentials, proxies, TLS and content codings
 * taken care of. Any thread may use it; what happens to a download happens on that download's event loop.
 */
public final class HttpClient implements AutoCloseable {

    private static final int TLS_THREADS = 2;

    private final Transport transport;
    private final ClientTls tls;
    private final String userAgent;
    private final ExecutorService tlsTasks;

    /**
     * @param trust makes TLS sessions; asked for every connection, so that it can follow a renewed file
     * @param userAgent what {@code User-Agent} says unless a request does, {@code Ringcast/1.0}
     */
    public HttpClient(Transport transport, Supplier<SslContext> trust, String userAgent) {
        this.transport = transport;
        this.userAgent = userAgent;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                TLS_THREADS,
                TLS_THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("ringcast-tls", true));
        pool.allowCoreThreadTimeOut(true);
        this.tlsTasks = pool;
        this.tls = new ClientTls(trust, tlsTasks);
    }

    /** Returns the trust of the JDK and its TLS; reads its certificates now, so not on an event loop. */
    public static Supplier<SslContext> systemTrust() {
        try {
            SslContext context =
                    SslContextBuilder.forClient().sslProvider(SslProvider.JDK).build();
            return () -> context;
        } catch (SSLException e) {
            throw new IllegalStateException("the certificates of the JDK cannot be read", e);
        }
    }

    /**
     * Starts a GET, or a HEAD. {@code handler} is called on {@code loop}, and not before this has returned when that is called there.
     *
     * @throws IllegalArgumentException if the URL is not http or https, or a header field cannot be sent
     */
    public Download get(EventLoop loop, DownloadRequest request, DownloadHandler handler) {
        // Said to the caller who wrote it, not to the handler.
        RequestHeads.of(request, request.uri(), userAgent);
        ClientDownload download = new ClientDownload(loop, transport, tls, userAgent, request, handler);
        loop.execute(download::start);
        return download;
    }

    /**
     * Starts an upload. {@code handler} is called on {@code loop}, and not before this has returned when that is called there.
     *
     * @throws IllegalArgumentException as {@link #get}
     */
    public Upload upload(EventLoop loop, UploadRequest request, UploadHandler handler) {
        RequestHeads.of(request, request.to().uri(), userAgent, false);
        ClientUpload upload = new ClientUpload(loop, transport, tls, userAgent, request, handler);
        loop.execute(upload::start);
        return upload;
    }

    /** Ends the threads of TLS; downloads that run are their owners' to cancel. */
    @Override
    public void close() {
        tlsTasks.shutdown();
    }
}
