package io.ringcast.daemon.output.udp;

import io.ringcast.protocol.mpegts.TsClock;
import io.ringcast.protocol.mpegts.TsPacket;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Makes transport packets that are numbered, with a program clock reference in every so manieth of them.
 *
 * <pre>
 *   47 | 0x0100, adaptation field with PCR | ... | number (4 bytes)
 *   47 | 0x0101, payload                   | ... | number (4 bytes)
 * </pre>
 */
final class TsSource {

    static final int CLOCK_PID = 0x100;
    static final int OTHER_PID = 0x101;

    private final int every;
    private double ticksPerPacket;
    private double clock;
    private int number;

    /**
     * @param bitsPerSecond of all packets
     * @param every one packet in so many has a reference
     */
    TsSource(long bitsPerSecond, int every) {
        this.every = every;
        rate(bitsPerSecond);
    }

    /** From the next packet on. */
    TsSource rate(long bitsPerSecond) {
        ticksPerPacket = TsPacket.SIZE * 8.0 * TsClock.FREQUENCY / bitsPerSecond;
        return this;
    }

    /** The clock says something else from the next packet on. */
    TsSource jumpTo(long ticks) {
        clock = ticks;
        return this;
    }

    /** Time for so many packets passes that somebody else makes. */
    void skip(int count) {
        clock += count * ticksPerPacket;
    }

    /** Nanoseconds by its own clock that it has made. */
    double nanos() {
        return clock * 1000 / 27;
    }

    byte[] packets(int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(count * TsPacket.SIZE);
        for (int i = 0; i < count; i++) {
            all.writeBytes(packet(number % every == 0));
            number++;
            clock += ticksPerPacket;
        }
        return all.toByteArray();
    }

    /** The number in the packet that begins at {@code at}, -1 for a null packet. */
    static int number(byte[] bytes, int at) {
        if (pid(bytes, at) == TsPacket.NULL_PID) {
            return -1;
        }
        int end = at + TsPacket.SIZE;
        return ((bytes[end - 4] & 0xFF) << 24)
                | ((bytes[end - 3] & 0xFF) << 16)
                | ((bytes[end - 2] & 0xFF) << 8)
                | (bytes[end - 1] & 0xFF);
    }

    static int pid(byte[] bytes, int at) {
        return ((bytes[at + 1] & 0x1F) << 8) | (bytes[at + 2] & 0xFF);
    }

    private byte[] packet(boolean withClock) {
        byte[] packet = new byte[TsPacket.SIZE];
        Arrays.fill(packet, (byte) 0xA5);
        int pid = withClock ? CLOCK_PID : OTHER_PID;
        packet[0] = TsPacket.SYNC_BYTE;
        packet[1] = (byte) (pid >> 8);
        packet[2] = (byte) pid;
        packet[3] = (byte) (withClock ? 0x30 : 0x10);
        if (withClock) {
            long ticks = TsClock.add(Math.round(clock), 0);
            long base = ticks / 300;
            int extension = (int) (ticks % 300);
            packet[4] = 7;
            packet[5] = 0x10;
            packet[6] = (byte) (base >> 25);
            packet[7] = (byte) (base >> 17);
            packet[8] = (byte) (base >> 9);
            packet[9] = (byte) (base >> 1);
            packet[10] = (byte) ((base & 1) << 7 | 0x7E | extension >> 8);
            packet[11] = (byte) extension;
        }
        packet[184] = (byte) (number >> 24);
        packet[185] = (byte) (number >> 16);
        packet[186] = (byte) (number >> 8);
        packet[187] = (byte) number;
        return packet;
    }
}
