package io.ringcast.protocol.mpegts;

import java.util.Arrays;
import java.util.List;

/** Puts the packets of sections end to end, each packet once: two sections may share one. */
final class TablePackets {

    private TablePackets() {}

    /** @param sections the packets of one section each, in the order of the stream */
    static byte[] join(List<byte[]> sections) {
        byte[] joined =
                new byte[sections.stream().mapToInt(packets -> packets.length).sum()];
        int end = 0;
        for (byte[] packets : sections) {
            for (int at = 0; at < packets.length; at += TsPacket.SIZE) {
                if (!holds(joined, end, packets, at)) {
                    System.arraycopy(packets, at, joined, end, TsPacket.SIZE);
                    end += TsPacket.SIZE;
                }
            }
        }
        return end == joined.length ? joined : Arrays.copyOf(joined, end);
    }

    private static boolean holds(byte[] joined, int end, byte[] packets, int at) {
        for (int from = 0; from < end; from += TsPacket.SIZE) {
            if (Arrays.equals(joined, from, from + TsPacket.SIZE, packets, at, at + TsPacket.SIZE)) {
                return true;
            }
        }
        return false;
    }
}
