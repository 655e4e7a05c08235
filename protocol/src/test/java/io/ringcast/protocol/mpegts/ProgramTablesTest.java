package io.ringcast.protocol.mpegts;

import static io.ringcast.protocol.mpegts.TsFixture.AAC;
import static io.ringcast.protocol.mpegts.TsFixture.AUDIO_PID;
import static io.ringcast.protocol.mpegts.TsFixture.H264;
import static io.ringcast.protocol.mpegts.TsFixture.MAP_PID;
import static io.ringcast.protocol.mpegts.TsFixture.VIDEO_PID;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.mpegts.ProgramAssociation.Program;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ProgramTablesTest {

    private final ProgramTables tables = new ProgramTables();
    private final TsFixture fixture = new TsFixture();

    @Test
    void readsTheStreamsOfAProgram() {
        // given
        fixture.association(3).map(5, H264);

        // when
        boolean changed = feed(fixture.stream());

        // then
        assertThat(changed).isTrue();
        assertThat(tables.association()).contains(new ProgramAssociation(1, 3, List.of(new Program(1, MAP_PID))));
        assertThat(tables.firstProgram())
                .contains(new ProgramMap(
                        1,
                        5,
                        VIDEO_PID,
                        List.of(
                                new ElementaryStream(VIDEO_PID, H264, Codec.H264),
                                new ElementaryStream(AUDIO_PID, AAC, Codec.AAC_ADTS))));
        assertThat(tables.packets()).isEqualTo(fixture.bytes());
    }

    @Test
    void remembersTheLastPacketsOfTablesThatDoNotChange() {
        // given
        fixture.association(0).map(0, H264);
        feed(fixture.stream());
        int repetition = fixture.stream().writerIndex();
        fixture.association(0).map(0, H264);

        // when
        boolean changed = feed(fixture.stream().slice(repetition, 376));

        // then
        assertThat(changed).isFalse();
        assertThat(tables.packets()).isEqualTo(Arrays.copyOfRange(fixture.bytes(), repetition, repetition + 376));
    }

    @Test
    void putsASectionOfManyPacketsTogether() {
        // given: 150 streams take 5 bytes each
        fixture.association(0).section(MAP_PID, longMap(150, 0));

        // when
        feed(fixture.stream());

        // then
        assertThat(tables.firstProgram().orElseThrow().streams()).hasSize(150);
        assertThat(tables.packets()).hasSize(6 * 188).isEqualTo(fixture.bytes());
    }

    @Test
    void dropsASectionOfWhichAPacketIsLost() {
        // given
        fixture.association(0).section(MAP_PID, longMap(150, 0));
        byte[] bytes = fixture.bytes();

        // when
        feed(Unpooled.wrappedBuffer(Arrays.copyOf(bytes, 376), Arrays.copyOfRange(bytes, 564, bytes.length)));

        // then
        assertThat(tables.firstProgram()).isEmpty();
        assertThat(tables.packets()).isEmpty();
    }

    @Test
    void countsAPacketThatIsSentTwiceOnce() {
        // given
        fixture.association(0).section(MAP_PID, longMap(150, 0));
        byte[] bytes = fixture.bytes();

        // when
        feed(Unpooled.wrappedBuffer(Arrays.copyOf(bytes, 564), Arrays.copyOfRange(bytes, 376, bytes.length)));

        // then
        assertThat(tables.firstProgram().orElseThrow().streams()).hasSize(150);
    }

    @Test
    void refusesASectionWithAWrongCrc() {
        // given
        byte[] section = TsFixture.mapSection(1, 0, VIDEO_PID, H264, VIDEO_PID);
        section[section.length - 1] ^= 1;
        fixture.association(0).section(MAP_PID, section);

        // when
        feed(fixture.stream());

        // then
        assertThat(tables.firstProgram()).isEmpty();
        assertThat(tables.crcErrors()).isEqualTo(1);
    }

    @Test
    void readsSectionsThatShareAPacketAndBeginInTheMiddle() {
        // given: two programs whose maps lie end to end on one PID, the second one over the packet's end
        byte[] first = TsFixture.mapSection(1, 0, VIDEO_PID, H264, VIDEO_PID);
        byte[] second = TsFixture.mapSection(2, 0, 0x200, filler(40));
        fixture.section(0, TsFixture.associationSection(0, 0, 0, 1, MAP_PID, 2, MAP_PID));
        byte[] payload = new byte[368];
        Arrays.fill(payload, (byte) 0xFF);
        payload[0] = 0;
        System.arraycopy(first, 0, payload, 1, first.length);
        System.arraycopy(second, 0, payload, 1 + first.length, second.length);
        fixture.packet(MAP_PID, true, -1, 0, Arrays.copyOf(payload, 184));
        fixture.packet(MAP_PID, false, -1, 0, Arrays.copyOfRange(payload, 184, 368));

        // when
        feed(fixture.stream());

        // then
        assertThat(tables.programs()).extracting(ProgramMap::programNumber).containsExactly(1, 2);
        assertThat(tables.packets()).isEqualTo(fixture.bytes());
    }

    @Test
    void readsTheEndOfASectionBeforeThePointer() {
        // given: a section that ends in the packet in which the next one begins
        byte[] longOne = longMap(50, 0);
        byte[] next = longMap(1, 1);
        int rest = longOne.length - 183;
        fixture.association(0);
        byte[] start = new byte[184];
        System.arraycopy(longOne, 0, start, 1, 183);
        byte[] end = new byte[184];
        Arrays.fill(end, (byte) 0xFF);
        end[0] = (byte) rest;
        System.arraycopy(longOne, 183, end, 1, rest);
        System.arraycopy(next, 0, end, 1 + rest, next.length);
        fixture.packet(MAP_PID, true, -1, 0, start);
        feed(fixture.stream());

        // when
        fixture.packet(MAP_PID, true, -1, 0, end);
        feed(fixture.stream().slice(376, 188));

        // then
        assertThat(tables.firstProgram().orElseThrow().version()).isEqualTo(1);
        assertThat(tables.packets()).hasSize(376);
    }

    @Test
    void knowsAnAssociationOfSeveralSectionsOnlyWhenAllAreThere() {
        // given
        fixture.section(0, TsFixture.associationSection(2, 0, 1, 1, MAP_PID)).map(0, H264);

        // when, then
        feed(fixture.stream());
        assertThat(tables.association()).isEmpty();
        assertThat(tables.firstProgram()).isEmpty();

        // when, then
        TsFixture more = new TsFixture().section(0, TsFixture.associationSection(2, 1, 1, 0, 0x10, 9, 0x1009));
        more.stream().setByte(3, 0x12);
        feed(more.stream());
        feed(new TsFixture().map(0, H264).stream());
        assertThat(tables.association().orElseThrow().programs())
                .containsExactly(new Program(1, MAP_PID), new Program(9, 0x1009));
        assertThat(tables.firstProgram()).isPresent();
        assertThat(tables.packets()).hasSize(3 * 188);
    }

    @Test
    void takesTheFirstProgramWhoseMapIsThere() {
        // given: program 1 is listed but its map never comes
        fixture.section(0, TsFixture.associationSection(0, 0, 0, 1, 0x1001, 2, MAP_PID));
        fixture.section(MAP_PID, TsFixture.mapSection(2, 0, VIDEO_PID, H264, VIDEO_PID));

        // when
        feed(fixture.stream());

        // then
        assertThat(tables.firstProgram().orElseThrow().programNumber()).isEqualTo(2);
    }

    @Test
    void forgetsAProgramThatIsGone() {
        // given
        feed(fixture.association(0).map(0, H264).stream());
        TsFixture other = new TsFixture();
        other.section(0, TsFixture.associationSection(1, 0, 0, 7, 0x1007));

        // when
        feed(other.stream());

        // then
        assertThat(tables.firstProgram()).isEmpty();
        assertThat(tables.isTablePid(MAP_PID)).isFalse();
        assertThat(tables.isTablePid(0x1007)).isTrue();
    }

    @Test
    void ignoresATableThatIsSentAhead() {
        // given
        feed(fixture.association(0).map(0, H264).stream());
        byte[] ahead = TsFixture.mapSection(1, 9, VIDEO_PID, H264, VIDEO_PID);
        ahead[5] &= (byte) 0xFE;
        int crc = Crc32Mpeg.of(ahead, ahead.length - 4);
        Unpooled.wrappedBuffer(ahead).setInt(ahead.length - 4, crc);

        // when
        boolean changed = feed(fixture.section(MAP_PID, ahead).stream().slice(376, 188));

        // then
        assertThat(changed).isFalse();
        assertThat(tables.crcErrors()).isZero();
        assertThat(tables.firstProgram().orElseThrow().version()).isZero();
    }

    @Test
    void tellsPrivateDataByItsDescriptors() {
        // given
        ByteBuf data = Unpooled.buffer();
        data.writeShort(0xFFFF).writeShort(0xF000);
        data.writeByte(0x06)
                .writeShort(0xE000 | 0x111)
                .writeShort(0xF006)
                .writeMedium(0x05044F)
                .writeMedium(0x707573);
        data.writeByte(0x06)
                .writeShort(0xE000 | 0x112)
                .writeShort(0xF007)
                .writeInt(0x0A026465)
                .writeMedium(0x6A0100);
        data.writeByte(0x06).writeShort(0xE000 | 0x113).writeShort(0xF000);
        fixture.association(0).section(MAP_PID, TsFixture.longSection(0x02, 1, 0, 0, 0, data));

        // when
        feed(fixture.stream());

        // then
        assertThat(tables.firstProgram().orElseThrow().streams())
                .extracting(ElementaryStream::codec)
                .containsExactly(Codec.OPUS, Codec.AC3, Codec.OTHER);
    }

    @Test
    void survivesTablesOfRandomBytesWithTheRightCrc() {
        Random random = new Random(3);
        for (int i = 0; i < 3000; i++) {
            // given
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            TsFixture stream = new TsFixture();
            boolean association = random.nextBoolean();
            stream.section(
                    association ? 0 : MAP_PID,
                    TsFixture.longSection(
                            association ? 0 : 2,
                            1,
                            i & 31,
                            random.nextInt(3),
                            random.nextInt(3),
                            Unpooled.wrappedBuffer(noise)));
            if (random.nextInt(10) == 0) {
                stream.association(i & 31);
            }

            // when
            feed(stream.stream());

            // then
            assertThat(tables.packets().length % TsPacket.SIZE).isZero();
            assertThat(tables.mapPids()).hasSizeLessThanOrEqualTo(ProgramTables.MAX_PROGRAMS);
        }
    }

    private boolean feed(ByteBuf bytes) {
        TsPacket packet = new TsPacket();
        boolean changed = false;
        for (int at = 0; at < bytes.readableBytes(); at += TsPacket.SIZE) {
            changed |= tables.read(packet.wrap(bytes, bytes.readerIndex() + at));
        }
        return changed;
    }

    private static byte[] longMap(int streams, int version) {
        return TsFixture.mapSection(1, version, VIDEO_PID, filler(streams));
    }

    private static int[] filler(int streams) {
        int[] typesAndPids = new int[2 * streams];
        for (int i = 0; i < streams; i++) {
            typesAndPids[2 * i] = H264;
            typesAndPids[2 * i + 1] = 0x200 + i;
        }
        return typesAndPids;
    }
}
