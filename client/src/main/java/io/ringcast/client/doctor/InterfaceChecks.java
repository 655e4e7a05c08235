package io.ringcast.client.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The interfaces of this host, as {@code /sys/class/net} shows them. */
final class InterfaceChecks {

    /** Seven packets of MPEG-TS, 1316 bytes, behind the heads of UDP and IPv4; those of RTP and IPv6 are 32 bytes longer. */
    private static final long DATAGRAM = 1344;

    /** {@code IFF_UP} and {@code IFF_MULTICAST} of linux/if.h. */
    private static final long UP = 1;

    private static final long MULTICAST = 0x1000;

    private final HostFiles files;

    InterfaceChecks(HostFiles files) {
        this.files = files;
    }

    List<Finding> run() {
        List<Finding> found = new ArrayList<>();
        for (String name : files.names("sys/class/net")) {
            if (!name.equals("lo") && has(name, UP)) {
                mtu(name, found);
            }
        }
        return found;
    }

    boolean canHaveGroups(String name) {
        return has(name, MULTICAST);
    }

    boolean isUp(String name) {
        return has(name, UP);
    }

    private void mtu(String name, List<Finding> found) {
        OptionalLong mtu = files.number("sys/class/net/" + name + "/mtu");
        if (mtu.isEmpty()) {
            return;
        }
        String check = "mtu of " + name;
        found.add(
                mtu.getAsLong() >= DATAGRAM
                        ? Finding.ok(check, Long.toString(mtu.getAsLong()))
                        : Finding.warn(
                                check,
                                mtu.getAsLong() + ": datagrams of 1316 bytes are cut into two",
                                DATAGRAM + " or more",
                                "ip link set " + name + " mtu 1500"));
    }

    private boolean has(String name, long flag) {
        OptionalLong flags = files.number("sys/class/net/" + name + "/flags");
        return flags.isPresent() && (flags.getAsLong() & flag) != 0;
    }
}
