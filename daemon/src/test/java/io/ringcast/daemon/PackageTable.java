package io.ringcast.daemon;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The package table of {@code docs/architecture.md} as data: which package may use which, lowest first.
 *
 * <p>{@code protocol} stands for all packages below it. A row that ends in {@code .<kind>} stands for each child of a package: it may
 * use its parent and what its parent may use; nobody but {@code app} may use it.
 */
final class PackageTable {

    private static final String ALL_BUT_CLI = "*";
    private static final String KIND = ".<kind>";

    private static final Map<String, Set<String>> ROWS = rows("""
            protocol.mpegts        :
            protocol.container     : protocol.mpegts
            protocol.counter       : protocol.container
            protocol.rtp           : protocol.mpegts
            protocol.playlist      :
            protocol.icy           :
            protocol.live          :
            protocol.access        :
            protocol.announce      :
            protocol.api           :
            daemon.lifecycle       :
            daemon.config          :
            daemon.ring            :
            daemon.transport       : daemon.lifecycle
            daemon.stream          : daemon.ring protocol
            daemon.http            : daemon.transport daemon.config protocol
            daemon.process         : daemon.transport daemon.lifecycle
            daemon.systemd         : daemon.transport daemon.lifecycle
            daemon.source          : daemon.stream daemon.ring daemon.http daemon.process daemon.transport daemon.config daemon.lifecycle protocol
            daemon.source.<kind>   :
            daemon.fanout          : daemon.stream daemon.ring daemon.transport daemon.config daemon.lifecycle protocol
            daemon.output          : daemon.fanout daemon.stream daemon.ring daemon.http daemon.process daemon.transport daemon.config daemon.lifecycle protocol
            daemon.output.<kind>   :
            daemon.metrics         : daemon.transport daemon.ring daemon.stream daemon.source daemon.fanout daemon.output
            daemon.admin           : daemon.metrics daemon.http daemon.source daemon.fanout daemon.output daemon.stream daemon.config daemon.lifecycle daemon.transport protocol
            daemon.app             : *
            daemon.cli             : daemon.app daemon.config
            """);

    private PackageTable() {}

    /** Whether {@code name}, without its root, has a row or is a kind. */
    static boolean has(String name) {
        return ROWS.containsKey(name) || ROWS.containsKey(parent(name) + KIND);
    }

    /** Whether {@code from} may use {@code to}, both without their root and both in the table. */
    static boolean allows(String from, String to) {
        if (from.equals(to)) {
            return true;
        }
        if (!ROWS.containsKey(from)) {
            return to.equals(parent(from)) || allows(parent(from), to);
        }
        Set<String> mayUse = ROWS.getOrDefault(from, Set.of());
        if (mayUse.contains(ALL_BUT_CLI)) {
            return !to.equals("daemon.cli");
        }
        return mayUse.contains(to) || mayUse.contains(to.substring(0, to.indexOf('.')));
    }

    private static String parent(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    private static Map<String, Set<String>> rows(String text) {
        Map<String, Set<String>> rows = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            rows.put(
                    line.substring(0, colon).strip(),
                    Arrays.stream(line.substring(colon + 1).strip().split(" +"))
                            .filter(name -> !name.isEmpty())
                            .collect(Collectors.toUnmodifiableSet()));
        });
        return rows;
    }
}
