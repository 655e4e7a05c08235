package io.ringcast.daemon.metrics;

import io.netty.util.NetUtil;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.ListenerSnapshot;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/**
 * An end record as a line of an access log: NCSA's combined format, the time at which it began, and behind it the seconds that it listened, as
 * Icecast writes it.
 *
 * <pre>
 *   192.0.2.7 - - [02/Jan/2026:03:04:05 +0000] "GET /news HTTP/1.1" 200 1234567 "http://host/page" "VLC/3.0.20" 61
 * </pre>
 */
final class AccessLine {

    // In English whatever the host speaks: others read it.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ENGLISH);

    private static final int IPV4_BYTES = 3;
    private static final int IPV6_BYTES = 6;
    private static final int LONGEST = 400;

    private AccessLine() {}

    /** @param truncated whether only the network of the address is shown: 24 bits of IPv4, 48 of IPv6 */
    static String of(ListenerEnd end, ZoneId zone, boolean truncated) {
        ListenerSnapshot listener = end.listener();
        return host(listener.remote(), truncated) + " - - ["
                + TIME.format(listener.connected().atZone(zone)) + "] "
                + quoted(listener.asked().line()) + " "
                + listener.asked().status() + " " + listener.bytes() + " "
                + quoted(listener.asked().referer()) + " "
                + quoted(listener.userAgent()) + " " + listener.duration().toSeconds();
    }

    /** {@code ADDRESS:PORT} without the port. */
    private static String host(String remote, boolean truncated) {
        int colon = remote.lastIndexOf(':');
        String host = colon < 0 ? remote : remote.substring(0, colon);
        int scope = host.indexOf('%');
        String address = scope < 0 ? host : host.substring(0, scope);
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            return "-";
        }
        if (truncated) {
            Arrays.fill(bytes, bytes.length == 4 ? IPV4_BYTES : IPV6_BYTES, bytes.length, (byte) 0);
        }
        try {
            return NetUtil.toAddressString(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("bytes: " + bytes.length + " (expected: 4 or 16)", e);
        }
    }

    /** What strangers wrote, so that it ends neither the field nor the line: as httpd does it, with {@code \"} and {@code \xHH}. */
    private static String quoted(String text) {
        if (text.isEmpty()) {
            return "\"-\"";
        }
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                quoted.append(c);
            } else if (c <= 0xff) {
                quoted.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
            } else {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return quoted.append('"').toString();
    }
}
