package io.ringcast.client.bench.datagram;

import io.ringcast.client.probe.ProbeTarget.Datagrams;
import java.time.Duration;

/**
 * What a load test of datagrams does.
 *
 * @param stream where they come: a group, which gives each receiver a copy, or an address of this host, which has one receiver
 * @param receivers how many sockets
 * @param perSecond how many of them are opened in a second
 * @param settle how long nothing is measured yet once all are open
 * @param duration how long it is then measured
 * @param bitsPerSecond what each must get 98 % of; 0 for what most of them get
 * @param threads that read
 * @param receiveBuffer the kernel's buffer for each socket, in bytes; 0 for 1 MiB, or as much as it allows
 */
public record DatagramPlan(
        Datagrams stream,
        int receivers,
        double perSecond,
        Duration settle,
        Duration duration,
        double bitsPerSecond,
        int threads,
        int receiveBuffer) {

    public DatagramPlan {
        if (receivers < 1) {
            throw new IllegalArgumentException("listeners: " + receivers + " (expected: > 0)");
        }
        if (receivers > 1 && !stream.address().getAddress().isMulticastAddress()) {
            throw new IllegalArgumentException("listeners: " + receivers
                    + " (expected: 1 at an address that is no group: what is sent to it, one socket gets)");
        }
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("ramp: " + perSecond + " (expected: > 0)");
        }
        if (duration.isZero() || duration.isNegative() || settle.isNegative()) {
            throw new IllegalArgumentException(
                    "duration and settle: " + duration + ", " + settle + " (expected: > 0, and >= 0)");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: > 0)");
        }
    }

    /** When receiver number {@code index} is opened, after the start of all. */
    long startNanos(int index) {
        return (long) (index / perSecond * 1e9);
    }
}
