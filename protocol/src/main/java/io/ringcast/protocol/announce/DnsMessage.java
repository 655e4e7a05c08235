package io.ringcast.protocol.announce;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message of multicast DNS (RFC 1035, 4; RFC 6762, 18).
 *
 * @param id that an answer to somebody who does not speak multicast DNS repeats; else 0
 * @param response whether it answers, else it asks
 * @param truncated whether more of the same follows
 * @param answers what a response says; in a query what who asks knows already
 * @param authorities in a query what who asks is going to claim
 * @param additionals what else a response says
 */
public record DnsMessage(
        int id,
        boolean response,
        boolean truncated,
        List<Question> questions,
        List<DnsRecord> answers,
        List<DnsRecord> authorities,
        List<DnsRecord> additionals) {

    /** More than anybody says at a time; who does is not listened to. */
    private static final int MOST_ENTRIES = 256;

    private static final int RESPONSE = 1 << 15;
    private static final int AUTHORITATIVE = 1 << 10;
    private static final int TRUNCATED = 1 << 9;
    /** RFC 6762, 18.3 and 18.11: what has another opcode or an error is ignored. */
    private static final int OPCODE_AND_RCODE = 0x780F;

    private static final int CLASS_IN = 1;
    private static final int CLASS_ANY = 255;
    /** RFC 6762, 5.4 and 10.2: a question wants its answer for itself; a record is the only one. */
    private static final int TOP_BIT = 1 << 15;

    private static final int POINTER = 0xC000;
    private static final int FARTHEST_POINTER = 0x3FFF;
    private static final int HEAD_BYTES = 12;

    /**
     * What is asked for.
     *
     * @param type of records, or {@link DnsRecord#ANY}
     * @param unicast whether who asks would have the answer for himself
     */
    public record Question(DnsName name, int type, boolean unicast) {

        /** Whether {@code record} answers it. */
        public boolean wants(DnsRecord record) {
            return (type == record.type() || type == DnsRecord.ANY) && name.equals(record.name());
        }
    }

    public DnsMessage {
        questions = List.copyOf(questions);
        answers = List.copyOf(answers);
        authorities = List.copyOf(authorities);
        additionals = List.copyOf(additionals);
    }

    /** Claims {@code records}, asking whether somebody has one of {@code questions} (RFC 6762, 8.1). */
    public static DnsMessage probe(List<Question> questions, List<DnsRecord> records) {
        return new DnsMessage(0, false, false, questions, List.of(), records, List.of());
    }

    /** Says {@code answers} to everybody. */
    public static DnsMessage response(List<DnsRecord> answers, List<DnsRecord> additionals) {
        return new DnsMessage(0, true, false, List.of(), answers, List.of(), additionals);
    }

    /** The answer to one who asked with {@code query} as he would ask any name server (RFC 6762, 6.7). */
    public static DnsMessage legacyResponse(
            DnsMessage query, List<DnsRecord> answers, List<DnsRecord> additionals, int mostSeconds) {
        return new DnsMessage(
                query.id(),
                true,
                false,
                query.questions(),
                answers.stream().map(record -> record.forLegacy(mostSeconds)).toList(),
                List.of(),
                additionals.stream()
                        .map(record -> record.forLegacy(mostSeconds))
                        .toList());
    }

    /** Reads one that {@code from} holds from its first byte on; borrowed and not moved. Empty when it is none, or of no interest here. */
    public static Optional<DnsMessage> read(ByteBuf from) {
        ByteBuf in = from.slice();
        if (in.readableBytes() < HEAD_BYTES) {
            return Optional.empty();
        }
        try {
            int id = in.readUnsignedShort();
            int flags = in.readUnsignedShort();
            int asked = in.readUnsignedShort();
            int answered = in.readUnsignedShort();
            int claimed = in.readUnsignedShort();
            int added = in.readUnsignedShort();
            if ((flags & OPCODE_AND_RCODE) != 0 || asked + answered + claimed + added > MOST_ENTRIES) {
                return Optional.empty();
            }
            List<Question> questions = new ArrayList<>();
            for (int i = 0; i < asked; i++) {
                readQuestion(in, questions);
            }
            return Optional.of(new DnsMessage(
                    id,
                    (flags & RESPONSE) != 0,
                    (flags & TRUNCATED) != 0,
                    questions,
                    readRecords(in, answered),
                    readRecords(in, claimed),
                    readRecords(in, added)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** Appends it to {@code to}, which is borrowed and in which it has to be the first. */
    public void write(ByteBuf to) {
        Map<DnsName, Integer> places = new HashMap<>();
        to.writeShort(id);
        to.writeShort(response ? RESPONSE | AUTHORITATIVE : truncated ? TRUNCATED : 0);
        to.writeShort(questions.size());
        to.writeShort(answers.size());
        to.writeShort(authorities.size());
        to.writeShort(additionals.size());
        for (Question question : questions) {
            write(question.name(), to, places);
            to.writeShort(question.type());
            to.writeShort(question.unicast() ? CLASS_IN | TOP_BIT : CLASS_IN);
        }
        answers.forEach(record -> write(record, to, places, response));
        authorities.forEach(record -> write(record, to, places, false));
        additionals.forEach(record -> write(record, to, places, response));
    }

    /** How many bytes {@link #write} appends. */
    public int bytes() {
        ByteBuf measured = Unpooled.buffer();
        write(measured);
        return measured.readableBytes();
    }

    private static void readQuestion(ByteBuf in, List<Question> questions) {
        DnsName name = DnsName.read(in);
        int type = in.readUnsignedShort();
        int top = in.readUnsignedShort();
        if ((top & ~TOP_BIT) == CLASS_IN || (top & ~TOP_BIT) == CLASS_ANY) {
            questions.add(new Question(name, type, (top & TOP_BIT) != 0));
        }
    }

    private static List<DnsRecord> readRecords(ByteBuf in, int count) {
        List<DnsRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DnsName name = DnsName.read(in);
            int type = in.readUnsignedShort();
            int top = in.readUnsignedShort();
            long ttl = in.readUnsignedInt();
            int behind = in.readUnsignedShort() + in.readerIndex();
            byte[] data = readData(in, type, behind);
            in.readerIndex(behind);
            if ((top & ~TOP_BIT) == CLASS_IN) {
                records.add(
                        new DnsRecord(name, type, (top & TOP_BIT) != 0, (int) Math.min(ttl, Integer.MAX_VALUE), data));
            }
        }
        return records;
    }

    /** The data as it is compared: pointers in it followed. */
    private static byte[] readData(ByteBuf in, int type, int behind) {
        ByteBuf data = Unpooled.buffer();
        if (type == DnsRecord.SRV) {
            data.writeBytes(in, 6);
        }
        if (type == DnsRecord.SRV || type == DnsRecord.PTR) {
            DnsName.read(in).write(data);
        } else {
            data.writeBytes(in, behind - in.readerIndex());
        }
        return Arrays.copyOf(data.array(), data.writerIndex());
    }

    private static void write(DnsRecord record, ByteBuf to, Map<DnsName, Integer> places, boolean flushes) {
        write(record.name(), to, places);
        to.writeShort(record.type());
        // RFC 6762, 10.2: never in what only claims.
        to.writeShort(flushes && record.unique() ? CLASS_IN | TOP_BIT : CLASS_IN);
        to.writeInt(record.ttl());
        to.writeShort(record.data().length);
        to.writeBytes(record.data());
    }

    /** With a pointer to what of it was written before (RFC 1035, 4.1.4). */
    private static void write(DnsName name, ByteBuf to, Map<DnsName, Integer> places) {
        DnsName rest = name;
        while (!rest.labels().isEmpty()) {
            Integer place = places.get(rest);
            if (place != null) {
                to.writeShort(POINTER | place);
                return;
            }
            if (to.writerIndex() <= FARTHEST_POINTER) {
                places.put(rest, to.writerIndex());
            }
            DnsName.writeLabel(to, rest.labels().get(0));
            rest = rest.parent();
        }
        to.writeByte(0);
    }
}
