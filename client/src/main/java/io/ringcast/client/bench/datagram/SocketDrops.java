package io.ringcast.client.bench.datagram;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How many datagrams the kernel threw away because the buffers of the sockets at a port were full (proc(5), {@code /proc/net/udp}). */
final class SocketDrops {

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
    private static final int LOCAL_ADDRESS = 1;
    private static final int DROPS = 12;

    private SocketDrops() {}

    /** Of all sockets at this port that are open now, whoever has them; absent where the kernel does not tell. */
    static Optional<Long> of(int port) {
        long drops = 0;
        for (Path table : TABLES) {
            try {
                drops += in(Files.readString(table, StandardCharsets.US_ASCII), port);
            } catch (IOException notLinux) {
                return Optional.empty();
            }
        }
        return Optional.of(drops);
    }

    static long in(String table, int port) {
        String suffix = String.format(":%04X", port);
        return table.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > DROPS && fields[LOCAL_ADDRESS].endsWith(suffix))
                .mapToLong(fields -> Long.parseLong(fields[DROPS]))
                .sum();
    }
}
