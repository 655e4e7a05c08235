package io.ringcast.client.doctor;

import io.ringcast.client.probe.ProbeTarget.Datagrams;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What must hold for a group of datagrams, or for a port of this host, to be sent or received. */
final class GroupChecks {

    /** Strict, RFC 3704, 2.2: what comes in where its sender is not reached is dropped. */
    private static final long STRICT = 1;

    /** The newest version of IGMP that knows no senders. */
    private static final long LAST_WITHOUT_SENDERS = 2;

    private static final int ADDRESS_COLUMN = 1;

    private final HostFiles files;
    private final Routes routes;
    private final InterfaceChecks interfaces;

    GroupChecks(HostFiles files, InterfaceChecks interfaces) {
        this.files = files;
        this.routes = new Routes(files);
        this.interfaces = interfaces;
    }

    List<Finding> run(Datagrams target) {
        InetAddress address = target.address().getAddress();
        return address.isMulticastAddress() ? group(target, address) : List.of(port(target));
    }

    private List<Finding> group(Datagrams target, InetAddress group) {
        String name = group.getHostAddress();
        Optional<String> iface = target.iface().or(() -> routes.lookup(group));
        if (iface.isEmpty()) {
            String block = group instanceof Inet4Address ? "224.0.0.0/4" : "ff00::/8";
            return List.of(Finding.bad(
                    "route to " + name,
                    "none",
                    "a route to " + block + ", or a default route",
                    (group instanceof Inet4Address ? "ip route add " : "ip -6 route add table local multicast ")
                            + block
                            + " dev "
                            + routes.anyInterface().orElse("eth0")
                            + ", or name it: ?iface="));
        }
        String device = iface.get();
        List<Finding> found = new ArrayList<>();
        found.add(device(target, device));
        found.add(membership(group, device));
        if (group instanceof Inet4Address) {
            found.add(reversePath(device));
            target.sender().flatMap(sender -> senders(device)).ifPresent(found::add);
        }
        return found;
    }

    private Finding device(Datagrams target, String device) {
        String check = "route to " + target.address().getAddress().getHostAddress();
        String why = target.iface().isPresent() ? " (as given)" : "";
        if (!files.exists("sys/class/net/" + device)) {
            return Finding.bad(
                    check,
                    "no interface " + device,
                    "one of " + String.join(", ", files.names("sys/class/net")),
                    "give another one in ?iface=");
        }
        if (!interfaces.isUp(device)) {
            return Finding.bad(check, device + why + ", which is down", "up", "ip link set " + device + " up");
        }
        if (device.equals("lo") && target.iface().isEmpty()) {
            return Finding.warn(
                    check, "lo: nobody but this host is reached", "an interface of the network", "?iface=eth0");
        }
        return interfaces.canHaveGroups(device) || device.equals("lo")
                ? Finding.ok(check, device + why)
                : Finding.bad(
                        check,
                        device + why + ", which has no multicast",
                        "multicast",
                        "ip link set " + device + " multicast on");
    }

    private Finding membership(InetAddress group, String device) {
        String check = "membership of " + group.getHostAddress();
        boolean joined = group instanceof Inet4Address ? joined4(group, device) : joined6(group, device);
        return joined
                ? Finding.ok(check, "joined on " + device)
                : Finding.info(
                        check, "nobody on this host has joined it on " + device + "; a daemon does when it listens");
    }

    /** {@code /proc/net/igmp}: a line for each interface, and below it, indented, one for each group, in the byte order of the host. */
    private boolean joined4(InetAddress group, String device) {
        String wanted = Routes.hostOrder(group.getAddress());
        boolean here = false;
        for (String line :
                files.text("proc/net/igmp").map(text -> text.lines().toList()).orElse(List.of())) {
            String[] words = line.strip().split("\\s+");
            if (!line.startsWith("\t") && words.length > ADDRESS_COLUMN) {
                here = words[ADDRESS_COLUMN].equals(device);
            } else if (here && words[0].equalsIgnoreCase(wanted)) {
                return true;
            }
        }
        return false;
    }

    /** {@code /proc/net/igmp6}: index, interface, group as 32 digits, and more. */
    private boolean joined6(InetAddress group, String device) {
        String wanted = Routes.digits(group.getAddress());
        return files.lines("proc/net/igmp6").stream()
                .map(line -> line.strip().split("\\s+"))
                .anyMatch(words -> words.length > 2 && words[1].equals(device) && words[2].equalsIgnoreCase(wanted));
    }

    private Finding reversePath(String device) {
        String key = "net.ipv4.conf." + device + ".rp_filter";
        // ip-sysctl: the larger of both holds.
        OptionalLong own = files.number("proc/sys/net/ipv4/conf/" + device + "/rp_filter");
        OptionalLong all = files.number("proc/sys/net/ipv4/conf/all/rp_filter");
        if (own.isEmpty()) {
            return Finding.info(key, "not visible here");
        }
        long value = Math.max(own.getAsLong(), all.orElse(0));
        return value == STRICT
                ? Finding.warn(
                        key,
                        "1: a group whose sender is not reached by " + device + " is dropped without a word",
                        "2 (loose) or 0",
                        "sysctl -w " + key + "=2")
                : Finding.ok(key, Long.toString(value));
    }

    private Optional<Finding> senders(String device) {
        String key = "net.ipv4.conf." + device + ".force_igmp_version";
        OptionalLong own = files.number("proc/sys/net/ipv4/conf/" + device + "/force_igmp_version");
        if (own.isEmpty()) {
            return Optional.empty();
        }
        long version = own.getAsLong();
        return Optional.of(
                version == 0 || version > LAST_WITHOUT_SENDERS
                        ? Finding.ok(key, Long.toString(version))
                        : Finding.warn(
                                key,
                                version + ": the network is not told which sender is wanted",
                                "0 or 3",
                                "sysctl -w " + key + "=0"));
    }

    private Finding port(Datagrams target) {
        int port = target.address().getPort();
        String check = "port " + port + "/udp";
        return new SocketTable(files).isBound("udp", port)
                ? Finding.info(check, "a process of this host has it")
                : Finding.ok(check, String.format(Locale.ROOT, "free: nobody of this host receives on %d", port));
    }
}
