package io.ringcast.daemon.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import java.util.ArrayList;
import java.util.List;

/** What Netty's suites are run over: our bootstraps of each transport that this machine has. */
final class NettySuites {

    private NettySuites() {}

    static List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> factories() {
        List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> factories = new ArrayList<>();
        for (Transport transport : TestTransports.all()) {
            factories.add(new Combo(transport));
        }
        return factories;
    }

    static List<BootstrapFactory<ServerBootstrap>> servers() {
        List<BootstrapFactory<ServerBootstrap>> factories = new ArrayList<>();
        TestTransports.all().forEach(transport -> factories.add(transport::server));
        return factories;
    }

    static List<BootstrapFactory<Bootstrap>> clients() {
        List<BootstrapFactory<Bootstrap>> factories = new ArrayList<>();
        TestTransports.all()
                .forEach(transport ->
                        factories.add(() -> transport.client(transport.loops().next())));
        return factories;
    }

    static List<ByteBufAllocator> allocators() {
        return List.of(TestTransports.ALLOCATOR);
    }

    private record Combo(Transport transport) implements BootstrapComboFactory<ServerBootstrap, Bootstrap> {
        @Override
        public ServerBootstrap newServerInstance() {
            return transport.server();
        }

        @Override
        public Bootstrap newClientInstance() {
            return transport.client(transport.loops().next());
        }

        @Override
        public String toString() {
            return transport.kind().toString();
        }
    }
}
