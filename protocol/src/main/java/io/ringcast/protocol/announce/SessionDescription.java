package io.ringcast.protocol.announce;

import java.util.ArrayList;
import java.util.List;

/**
 * Describes one session that carries MPEG-TS, for players that are not told by its URL what it is: RFC 8866, over RTP with the payload format
 * of RFC 2250 (payload type 33, RFC 3551, 6), or in bare datagrams as ffmpeg, GStreamer and VLC read them.
 *
 * @param id of the session; rises when it changes
 * @param origin host name or address of who describes it
 * @param station what it is for people
 * @param media where it goes
 */
public record SessionDescription(long id, String origin, Station station, Media media) {

    /** What servers call it. */
    public static final String MEDIA_TYPE = "application/sdp";

    private static final int PAYLOAD_TYPE = 33;

    /** Together with all else less than a kilobyte, which announcements are to stay under (RFC 2974, 6). */
    private static final int LONGEST_NAME = 200;

    private static final int LONGEST_ABOUT = 300;
    private static final int LONGEST_GROUP = 100;

    /**
     * What a session is for people; what is longer than its place is cut.
     *
     * @param name what it is called
     * @param about what it is about, or {@code ""}
     * @param group under which heading VLC lists it, or {@code ""}
     */
    public record Station(String name, String about, String group) {

        /** One of which only the name is known. */
        public static Station called(String name) {
            return new Station(name, "", "");
        }
    }

    /**
     * Where a session goes.
     *
     * @param rtp whether an RTP header stands before the packets
     * @param host address or name that is sent to
     * @param port that is sent to
     * @param ttl how many routers an IPv4 group's datagrams may pass; of no use elsewhere
     * @param sourceSpecific whether receivers must name the origin to get it (RFC 4570)
     */
    public record Media(boolean rtp, String host, int port, int ttl, boolean sourceSpecific) {

        public Media {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("port: " + port + " (expected: from 1 to 65535)");
            }
        }
    }

    /** Its text, in lines that end in CRLF. */
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add("v=0");
        lines.add("o=- " + id + " " + id + " IN " + network(origin) + " " + origin);
        // RFC 8866, 5.3: a session without a name has a dash.
        String name = line(station.name(), LONGEST_NAME);
        lines.add("s=" + (name.isEmpty() ? "-" : name));
        String about = line(station.about(), LONGEST_ABOUT);
        if (!about.isEmpty()) {
            lines.add("i=" + about);
        }
        lines.add("c=IN " + network(media.host()) + " " + media.host() + (isGroup4() ? "/" + media.ttl() : ""));
        lines.add("t=0 0");
        lines.add("a=type:broadcast");
        lines.add("a=recvonly");
        String group = line(station.group(), LONGEST_GROUP);
        if (!group.isEmpty()) {
            lines.add("a=x-plgroup:" + group);
        }
        if (media.sourceSpecific()) {
            lines.add("a=source-filter: incl IN " + network(media.host()) + " " + media.host() + " " + origin);
        }
        // ffmpeg knows the format in bare datagrams by RTP's number for it, too.
        lines.add("m=video " + media.port() + (media.rtp() ? " RTP/AVP " : " udp ") + PAYLOAD_TYPE);
        if (media.rtp()) {
            lines.add("a=rtpmap:" + PAYLOAD_TYPE + " MP2T/90000");
        }
        lines.add("");
        return String.join("\r\n", lines);
    }

    /** RFC 8866, 5.7: an IPv4 group has a TTL, and nothing else has one. */
    private boolean isGroup4() {
        return media.host().matches("(22[4-9]|23[0-9])(\\.[0-9]{1,3}){3}");
    }

    /** {@code text} as a line, of at most so many bytes in UTF-8. */
    private static String line(String text, int mostBytes) {
        return Utf8.cut(text.replaceAll("\\p{Cntrl}", " ").strip(), mostBytes).strip();
    }

    private static String network(String address) {
        return address.indexOf(':') >= 0 ? "IP6" : "IP4";
    }
}
