package io.ringcast.daemon.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** Makes the TLS handlers of the client: the origin's name is sent (SNI) and checked against its certificate. */
final class ClientTls {

    private final Supplier<SslContext> context;
    private final Executor tasks;

    /** @param tasks runs what a handshake computes and looks up, which would hold an event loop for milliseconds */
    ClientTls(Supplier<SslContext> context, Executor tasks) {
        this.context = context;
        this.tasks = tasks;
    }

    SslHandler handler(ByteBufAllocator allocator, Origin origin) {
        String host = origin.host().endsWith(".")
                ? origin.host().substring(0, origin.host().length() - 1)
                : origin.host();
        SslHandler handler = context.get().newHandler(allocator, host, origin.port(), tasks);
        // One clock for everything until the connection stands: the hop's.
        handler.setHandshakeTimeoutMillis(0);
        SSLEngine engine = handler.engine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!origin.isLiteralAddress()) {
            // The JDK sends names of its own accord only when they have a dot; as bytes it lets underscores pass.
            parameters.setServerNames(List.of(new SNIHostName(host.getBytes(StandardCharsets.US_ASCII))));
        }
        engine.setSSLParameters(parameters);
        return handler;
    }
}
