package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The service description table of an input with the program numbers and the transport_stream_id that listeners have (ETSI EN 300 468,
 * 5.2.3), whose packets take the places of those that come.
 *
 * <p>A service that is in no program of the input and has a number that another one got is left out. Other tables on the PID stay as they
 * are. Before the first section is whole there is nothing to send. Bounded: {@value #MAX_SECTIONS} sections. Belongs to the thread that
 * feeds it.
 */
final class ServiceTable {

    static final int MAX_SECTIONS = 64;

    private static final int HEADER_SIZE = 11;
    private static final int ENTRY_SIZE = 5;
    private static final int NUMBER_BITS = 8;

    private final ProgramMapping mapping;
    private final SectionAssembler assembler = new SectionAssembler(ServiceNames.PID, this::onSection);

    /** By table_id, extension and section_number, in the order in which they came. */
    private final Map<Integer, byte[]> sections = new LinkedHashMap<>();

    private @Nullable TableCarousel carousel;

    ServiceTable(ProgramMapping mapping) {
        this.mapping = mapping;
    }

    /** Whether the table must be changed for listeners to find their programs in it. */
    static boolean isNeeded(ProgramMapping mapping) {
        return !mapping.isNeutral()
                && (mapping.input().transportStreamId() != mapping.result().transportStreamId()
                        || mapping.input().programs().stream()
                                .anyMatch(program -> mapping.number(program.number()) != program.number()));
    }

    /** Reads the packet of the input (borrowed) and overwrites it with one for listeners; false when there is none yet. */
    boolean replace(TsPacket packet) {
        assembler.read(packet);
        TableCarousel next = carousel;
        if (next == null) {
            return false;
        }
        next.next(packet.buffer(), packet.index());
        return true;
    }

    private void onSection(int pid, Section section, byte[] packets, int packetsLength) {
        if (!section.current()) {
            return;
        }
        int table = section.tableId() << 16 | section.tableIdExtension();
        byte[] moved = section.tableId() == ServiceNames.TABLE_ID ? moved(section) : section.copy();
        byte[] old = sections.get(table << NUMBER_BITS | section.number());
        if (Arrays.equals(moved, old) || (old == null && sections.size() == MAX_SECTIONS)) {
            return;
        }
        sections.entrySet()
                .removeIf(entry -> entry.getKey() >>> NUMBER_BITS == (table & 0xFF_FFFF)
                        && version(entry.getValue()) != section.version());
        sections.put(table << NUMBER_BITS | section.number(), moved);
        carousel = new TableCarousel(PsiWriter.packets(ServiceNames.PID, List.copyOf(sections.values())));
    }

    private byte[] moved(Section section) {
        byte[] bytes = section.copy();
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        int end = section.dataEnd();
        ByteBuf out = Unpooled.buffer(bytes.length).writeBytes(bytes, 0, Math.min(HEADER_SIZE, end));
        out.setShort(3, mapping.result().transportStreamId());
        int at = HEADER_SIZE;
        while (at + ENTRY_SIZE <= end) {
            int next = Math.min(end, at + ENTRY_SIZE + (in.getUnsignedShort(at + 3) & 0x0FFF));
            int service = in.getUnsignedShort(at);
            int number = mapping.number(service);
            if (number != ProgramMapping.NO_NUMBER || !mapping.isNumberOfListeners(service)) {
                int from = out.writerIndex();
                out.writeBytes(in, at, next - at);
                out.setShort(from, number != ProgramMapping.NO_NUMBER ? number : service);
            }
            at = next;
        }
        out.setShort(1, (in.getUnsignedShort(1) & 0xF000) | out.writerIndex() + Section.CRC_SIZE - 3);
        out.writeInt(Crc32Mpeg.of(out.array(), out.writerIndex()));
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    private static int version(byte[] section) {
        return section[5] >> 1 & 0x1F;
    }
}
