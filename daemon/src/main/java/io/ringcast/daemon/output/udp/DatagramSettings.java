package io.ringcast.daemon.output.udp;

import io.ringcast.daemon.config.BitRate;
import io.ringcast.daemon.config.OutputConfig;
import io.ringcast.daemon.transport.DatagramSocketOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * What is configured for an output that sends datagrams.
 *
 * @param url for people
 * @param rtp whether an RTP header goes before each payload
 * @param host address or name
 * @param ssrc the source that RTP names, if somebody gave it
 */
record DatagramSettings(
        String url, boolean rtp, String host, int port, Optional<Long> ssrc, Pacing pacing, Socket socket) {

    /** The options of a socket that do not depend on the address. */
    record Socket(int port, Optional<String> iface, Optional<Integer> ttl, int tos, boolean loopback) {

        DatagramSocketOptions options(boolean ipv6) {
            return new DatagramSocketOptions(ipv6, port, iface, ttl, tos, loopback);
        }
    }

    /** @param usualDelay what suits the inputs of the source */
    static DatagramSettings of(OutputConfig config, Duration usualDelay) {
        boolean rtp = config.kind() == DatagramKinds.RTP;
        Optional<BitRate> rate = config.get(DatagramKinds.BIT_RATE);
        return new DatagramSettings(
                config.url().toString(),
                rtp,
                config.url().host(),
                config.url().port(),
                rtp ? config.get(DatagramKinds.SSRC) : Optional.empty(),
                new Pacing(
                        config.get(DatagramKinds.DELAY).orElse(usualDelay).toNanos(),
                        Math.toIntExact(config.get(DatagramKinds.BURST)),
                        rate.map(BitRate::bitsPerSecond).orElse(0L),
                        rate.isPresent() && config.get(DatagramKinds.STUFFING)),
                new Socket(
                        Math.toIntExact(config.get(DatagramKinds.SOURCE_PORT)),
                        config.get(DatagramKinds.IFACE),
                        config.get(DatagramKinds.TTL).map(Math::toIntExact),
                        Math.toIntExact(config.get(DatagramKinds.TOS)),
                        config.get(DatagramKinds.LOOPBACK)));
    }
}
