package io.ringcast.daemon.output.announce;

import io.netty.util.NetUtil;
import io.ringcast.daemon.output.GroupSession;
import io.ringcast.protocol.announce.SapGroups;
import io.ringcast.protocol.announce.SapPacket;
import io.ringcast.protocol.announce.SessionDescription;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;

/**
 * A session that SAP announces.
 *
 * @param source whose bytes it carries
 * @param output that sends it
 * @param station what it is for people
 * @param session where it goes
 * @param up whether it can be received now; any thread may ask
 */
public record SapSession(
        String source, String output, SessionDescription.Station station, GroupSession session, BooleanSupplier up) {

    /** RFC 8866, 5.2: the number of those who were not told a TTL is that of their sockets. */
    private static final int USUAL_TTL = 1;

    /** Where it is announced. */
    InetSocketAddress place() {
        return new InetSocketAddress(SapGroups.of(session.group()), SapPacket.PORT);
    }

    /** The announcement of a daemon that sends from {@code origin}. The same again after a restart, so that none who lists it has it twice. */
    SapPacket packet(InetAddress origin) {
        String sender = literal(origin);
        SessionDescription description = new SessionDescription(
                id(),
                sender,
                station,
                new SessionDescription.Media(
                        session.rtp(),
                        literal(session.group()),
                        session.port(),
                        session.socket().ttl().orElse(USUAL_TTL),
                        SapGroups.isSourceSpecific(session.group())));
        return SapPacket.of(origin, description.text());
    }

    private long id() {
        CRC32 sum = new CRC32();
        sum.update((source + " " + output).getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }

    /** As RFC 5952 wants it, without the zone, which means nothing to others. */
    static String literal(InetAddress address) {
        return NetUtil.toAddressString(address);
    }
}
