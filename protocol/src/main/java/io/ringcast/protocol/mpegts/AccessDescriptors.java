package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The descriptors of a program map section that say on which PIDs the entitlement messages are, without which nobody can descramble
 * (CA_descriptor, ISO/IEC 13818-1, 2.6.16).
 */
final class AccessDescriptors {

    private static final int TAG = 0x09;
    private static final int MIN_LENGTH = 4;

    /** Of CA_PID in the descriptor. */
    private static final int PID_OFFSET = 4;

    private static final int PROGRAM_INFO_LENGTH_OFFSET = 10;
    private static final int PROGRAM_INFO_OFFSET = 12;
    private static final int ENTRY_SIZE = 5;

    /** Offsets in the section at which one begins. */
    private final List<Integer> places = new ArrayList<>();

    /** For each, the PID of its stream; the null PID for one of the whole program. */
    private final List<Integer> owners = new ArrayList<>();

    private final ByteBuf section;

    /** @param section a whole PMT section whose CRC was right (borrowed) */
    AccessDescriptors(byte[] section) {
        this.section = Unpooled.wrappedBuffer(section);
        int end = section.length - Section.CRC_SIZE;
        int at = PROGRAM_INFO_OFFSET;
        if (at > end) {
            return;
        }
        at = find(at, length(PROGRAM_INFO_LENGTH_OFFSET), end, TsPacket.NULL_PID);
        while (at + ENTRY_SIZE <= end) {
            at = find(at + ENTRY_SIZE, length(at + 3), end, this.section.getUnsignedShort(at + 1) & 0x1FFF);
        }
    }

    /** The PIDs of the messages; those of tables and null packets are none. */
    List<Integer> pids() {
        return places.stream().map(this::pid).filter(AccessDescriptors::isUsual).toList();
    }

    /** Changes the PIDs of the messages in the section. */
    void move(IntUnaryOperator pids) {
        for (int place : places) {
            if (isUsual(pid(place))) {
                int old = section.getUnsignedShort(place + PID_OFFSET);
                section.setShort(place + PID_OFFSET, (old & 0xE000) | pids.applyAsInt(pid(place)));
            }
        }
    }

    /** What they say, with all PIDs moved: equal for sections that say the same. */
    List<String> say(IntUnaryOperator pids) {
        AccessDescriptors moved = new AccessDescriptors(ByteBufUtil.getBytes(section));
        moved.move(pids);
        List<String> said = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            int owner = owners.get(i);
            int at = places.get(i);
            said.add((owner == TsPacket.NULL_PID ? "program" : pids.applyAsInt(owner))
                    + " "
                    + ByteBufUtil.hexDump(moved.section, at, 2 + section.getUnsignedByte(at + 1)));
        }
        return said;
    }

    private int pid(int place) {
        return section.getUnsignedShort(place + PID_OFFSET) & 0x1FFF;
    }

    private static boolean isUsual(int pid) {
        return pid >= PidPool.FIRST_FREE && pid != TsPacket.NULL_PID;
    }

    private int length(int at) {
        return section.getUnsignedShort(at) & 0x0FFF;
    }

    /** Finds those between {@code from} and so many bytes behind it, and returns that end. */
    private int find(int from, int length, int end, int owner) {
        int to = Math.min(end, from + length);
        int at = from;
        while (at + 2 <= to && at + 2 + section.getUnsignedByte(at + 1) <= to) {
            if (section.getUnsignedByte(at) == TAG && section.getUnsignedByte(at + 1) >= MIN_LENGTH) {
                places.add(at);
                owners.add(owner);
            }
            at += 2 + section.getUnsignedByte(at + 1);
        }
        return to;
    }
}
