package io.ringcast.client.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How the kernel is set: queues of connections, buffers of sockets, io_uring, the clock. */
final class KernelChecks {

    private static final long MIB = 1L << 20;

    /** Since Linux 5.4 the default. */
    private static final long ACCEPT_QUEUE = 4096;

    private static final long HALF_OPEN = 1024;

    /** What inputs of datagrams ask for. */
    private static final long RECEIVE_BUFFER = 4 * MIB;

    /** What most kernels give by default. */
    private static final long SEND_BUFFER = 212_992;

    /** The default of most kernels: what a path of 100 Mbit/s and 300 ms holds. */
    private static final long TCP_BUFFER = 4 * MIB;

    private static final int NOT_DISABLED = 0;

    private final HostFiles files;

    KernelChecks(HostFiles files) {
        this.files = files;
    }

    List<Finding> run() {
        List<Finding> found = new ArrayList<>();
        found.add(atLeast("net.core.somaxconn", ACCEPT_QUEUE, "when many connect at once, some wait for seconds"));
        found.add(atLeast("net.ipv4.tcp_max_syn_backlog", HALF_OPEN, "the same, before their handshake ends"));
        found.add(atLeast("net.core.rmem_max", RECEIVE_BUFFER, "datagrams at a high rate are lost"));
        found.add(atLeast("net.core.wmem_max", SEND_BUFFER, "datagrams at a high rate are refused"));
        found.add(tcpBuffer());
        found.add(congestion());
        connectionTracking().ifPresent(found::add);
        found.add(ioUring());
        found.add(clock());
        return found;
    }

    private Finding atLeast(String key, long expected, String harm) {
        OptionalLong value = files.number(path(key));
        if (value.isEmpty()) {
            return Finding.info(key, "not visible here");
        }
        return value.getAsLong() >= expected
                ? Finding.ok(key, Long.toString(value.getAsLong()))
                : Finding.warn(
                        key,
                        value.getAsLong() + ": " + harm,
                        expected + " or more",
                        "sysctl -w " + key + "=" + expected);
    }

    private Finding tcpBuffer() {
        String key = "net.ipv4.tcp_wmem";
        List<String> words =
                files.text(path(key)).map(text -> List.of(text.split("\\s+"))).orElse(List.of());
        if (words.size() != 3) {
            return Finding.info(key, "not visible here");
        }
        String shown = String.join(" ", words);
        try {
            if (Long.parseLong(words.get(2)) >= TCP_BUFFER) {
                return Finding.ok(key, shown);
            }
        } catch (NumberFormatException other) {
            return Finding.info(key, shown);
        }
        return Finding.warn(
                key,
                shown + ": far listeners get less than their path could carry",
                TCP_BUFFER + " or more at the end",
                "sysctl -w net.ipv4.tcp_wmem='" + words.get(0) + " " + words.get(1) + " " + TCP_BUFFER + "'");
    }

    private Finding congestion() {
        String key = "net.ipv4.tcp_congestion_control";
        return Finding.info(key, files.text(path(key)).orElse("not visible here"));
    }

    /** Where a firewall keeps a table of connections, a full one refuses listeners and nobody says so but the kernel's log. */
    private Optional<Finding> connectionTracking() {
        String key = "net.netfilter.nf_conntrack_max";
        OptionalLong most = files.number(path(key));
        OptionalLong now = files.number(path("net.netfilter.nf_conntrack_count"));
        if (most.isEmpty() || now.isEmpty()) {
            return Optional.empty();
        }
        String shown = now.getAsLong() + " of " + most.getAsLong() + " tracked";
        return Optional.of(
                now.getAsLong() < most.getAsLong() / 5 * 4
                        ? Finding.ok(key, shown)
                        : Finding.warn(
                                key,
                                shown + ": a full table refuses connections",
                                "less than 80 %",
                                "sysctl -w " + key + "=" + 2 * most.getAsLong()));
    }

    private Finding ioUring() {
        String key = "kernel.io_uring_disabled";
        OptionalLong disabled = files.number(path(key));
        if (disabled.isEmpty()) {
            return Finding.info("io_uring", "no " + key + " here; epoll is used unless transport = \"io_uring\"");
        }
        return disabled.getAsLong() == NOT_DISABLED
                ? Finding.ok("io_uring", "allowed; epoll is used unless transport = \"io_uring\"")
                : Finding.info(
                        "io_uring",
                        "forbidden (" + key + " = " + disabled.getAsLong() + "); epoll is used, which does not matter");
    }

    private Finding clock() {
        String check = "clock";
        if (files.exists("run/systemd/timesync/synchronized")) {
            return Finding.ok(check, "set by systemd-timesyncd");
        }
        if (files.exists("run/chrony/chronyd.sock") || files.exists("run/chrony/chronyd.pid")) {
            return Finding.ok(check, "chronyd runs; chronyc tracking says how far it is off");
        }
        if (files.exists("run/ntpd.pid") || files.exists("run/openntpd.pid")) {
            return Finding.ok(check, "ntpd runs");
        }
        return Finding.info(
                check,
                "nobody seen who sets it; file names, logs and ?from= go by it (timedatectl set-ntp true, unless the host does)");
    }

    private static String path(String key) {
        return "proc/sys/" + key.replace('.', '/');
    }
}
