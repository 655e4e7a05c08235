package io.ringcast.protocol.rtp;

/**
 * Describes one RTP session that carries MPEG-TS, for players that are not told by its URL what it is: RFC 8866, with the payload format of
 * RFC 2250 (payload type 33, RFC 3551, 6).
 *
 * @param id of the session; rises when it changes
 * @param origin host name or address of who describes it
 * @param name what it is called
 * @param host address or name that is sent to
 * @param port that is sent to
 * @param ttl how many routers an IPv4 group's datagrams may pass; of no use elsewhere
 */
public record SessionDescription(long id, String origin, String name, String host, int port, int ttl) {

    /** What servers call it. */
    public static final String MEDIA_TYPE = "application/sdp";

    private static final int PAYLOAD_TYPE = 33;

    public SessionDescription {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: from 1 to 65535)");
        }
    }

    /** Its text, in lines that end in CRLF. */
    public String text() {
        String title = name.replaceAll("\\p{Cntrl}", " ").strip();
        return String.join(
                "\r\n",
                "v=0",
                "o=- " + id + " " + id + " IN " + network(origin) + " " + origin,
                // RFC 8866, 5.3: a session without a name has a dash.
                "s=" + (title.isEmpty() ? "-" : title),
                "c=IN " + network(host) + " " + host + (isGroup4() ? "/" + ttl : ""),
                "t=0 0",
                "a=type:broadcast",
                "a=recvonly",
                "m=video " + port + " RTP/AVP " + PAYLOAD_TYPE,
                "a=rtpmap:" + PAYLOAD_TYPE + " MP2T/90000",
                "");
    }

    /** RFC 8866, 5.7: an IPv4 group has a TTL, and nothing else has one. */
    private boolean isGroup4() {
        return host.matches("(22[4-9]|23[0-9])(\\.[0-9]{1,3}){3}");
    }

    private static String network(String address) {
        return address.indexOf(':') >= 0 ? "IP6" : "IP4";
    }
}
