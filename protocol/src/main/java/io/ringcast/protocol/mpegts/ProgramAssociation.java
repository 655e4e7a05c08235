package io.ringcast.protocol.mpegts;

import java.util.ArrayList;
import java.util.List;

/**
 * A program association table: which programs there are and where their maps are (ISO/IEC 13818-1, 2.4.4.3).
 *
 * @param transportStreamId transport_stream_id
 * @param version version_number, 0 to 31
 * @param programs in the order of the table, without the network information entry
 */
public record ProgramAssociation(int transportStreamId, int version, List<Program> programs) {

    /**
     * One entry of the table.
     *
     * @param number program_number, never 0
     * @param mapPid PID of its program map table
     */
    public record Program(int number, int mapPid) {}

    static final int TABLE_ID = 0x00;

    private static final int ENTRY_SIZE = 4;

    public ProgramAssociation {
        programs = List.copyOf(programs);
    }

    /** The programs of one section whose CRC has been checked. */
    static List<Program> programs(Section section) {
        List<Program> programs = new ArrayList<>();
        for (int at = Section.HEADER_SIZE; at + ENTRY_SIZE <= section.dataEnd(); at += ENTRY_SIZE) {
            int number = section.unsignedShort(at);
            if (number != 0) {
                programs.add(new Program(number, section.unsignedShort(at + 2) & 0x1FFF));
            }
        }
        return programs;
    }
}
