package io.ringcast.daemon.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What Netty's suites are run over: our bootstraps of each transport that this machine has. */
final class NettySuites {

    // Some cases block one end until the other has done something: neither ends nor connections may share a loop.
    private static final Map<TransportKind, Transport> SERVERS = TestTransports.openAll(4);
    private static final Map<TransportKind, Transport> CLIENTS = TestTransports.openAll(4);

    private NettySuites() {}

    static List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> factories() {
        List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> factories = new ArrayList<>();
        SERVERS.forEach((kind, server) -> factories.add(new Combo(server, Objects.requireNonNull(CLIENTS.get(kind)))));
        return factories;
    }

    static List<BootstrapFactory<ServerBootstrap>> servers() {
        List<BootstrapFactory<ServerBootstrap>> factories = new ArrayList<>();
        SERVERS.values().forEach(transport -> factories.add(transport::server));
        return factories;
    }

    static List<BootstrapFactory<Bootstrap>> clients() {
        List<BootstrapFactory<Bootstrap>> factories = new ArrayList<>();
        CLIENTS.values()
                .forEach(transport ->
                        factories.add(() -> transport.client(transport.loops().next())));
        return factories;
    }

    static boolean isIoUring(ServerBootstrap server) {
        Transport transport = SERVERS.get(TransportKind.IO_URING);
        return transport != null && server.config().group() == transport.loops();
    }

    static List<ByteBufAllocator> allocators() {
        return List.of(TestTransports.ALLOCATOR);
    }

    private record Combo(Transport server, Transport client)
            implements BootstrapComboFactory<ServerBootstrap, Bootstrap> {
        @Override
        public ServerBootstrap newServerInstance() {
            return server.server();
        }

        @Override
        public Bootstrap newClientInstance() {
            return client.client(client.loops().next());
        }

        @Override
        public String toString() {
            return server.kind().toString();
        }
    }
}
