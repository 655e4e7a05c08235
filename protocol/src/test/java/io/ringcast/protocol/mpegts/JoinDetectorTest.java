package io.ringcast.protocol.mpegts;

import static io.ringcast.protocol.mpegts.TsFixture.VIDEO_PID;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JoinDetectorTest {

    private static final String AUD = "00000001 0910";
    private static final String SPS = "000001 6742001e";
    private static final String PPS = "000001 68ce3880";
    private static final String IDR = "000001 65b80400";
    private static final String P = "000001 419a2400";

    private final TsFixture fixture = new TsFixture();
    private final List<byte[]> preambles = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "H264, 00000001 0910 000001 6742001e 000001 68ce3880 000001 65b8, 000001 65b8, 000001 6742001e 000001 68ce3880",
        "HEVC, 000001 40010c 000001 420101 000001 4401c1 000001 2601af, 000001 2801af, 000001 40010c 000001 420101 000001 4401c1",
        "MPEG2_VIDEO, 000001b3 140f 000001b5 1482 000001b8 0008 00000100 0008, 000001b8 0008 00000100 0008, 000001b3 140f 000001b5 1482",
    })
    void givesABareKeyframeTheSetsThatCameBefore(Codec codec, String first, String second, String sets) {
        // given
        picture(900, false, first);
        picture(4500, false, second);

        // when
        List<Integer> found = joins(codec);

        // then
        assertThat(found).containsExactly(0, 1);
        assertThat(preambles.get(0)).isEmpty();
        assertThat(preambles.get(1)).hasSize(188);
        assertThat(dataOf(preambles.get(1))).isEqualTo(hex(sets));
    }

    @Test
    void letsThePreambleCountUpToTheJoinPointAndCarryItsStamps() {
        // given
        picture(900, false, AUD + SPS + PPS + IDR);
        picture(4500, false, AUD + IDR);

        // when
        joins(Codec.H264);

        // then
        TsPacket packet = new TsPacket().wrap(Unpooled.wrappedBuffer(preambles.get(1)), 0);
        PesHeader pes = new PesHeader();
        assertThat(packet.pid()).isEqualTo(VIDEO_PID);
        assertThat(packet.continuityCounter()).isEqualTo(1);
        assertThat(pes.wrap(packet)).isTrue();
        assertThat(pes.pts()).isEqualTo(4500);
    }

    @Test
    void writesSetsThatDoNotFitIntoOnePacketIntoSeveral() {
        // given: an SPS of 400 bytes over three packets
        byte[] sps = new byte[404];
        Arrays.fill(sps, (byte) 0x55);
        System.arraycopy(hex("000001 67"), 0, sps, 0, 4);
        ByteBuf es = Unpooled.wrappedBuffer(sps, hex(PPS), hex(IDR));
        fixture.packet(VIDEO_PID, true, -1, 0, bare(TsFixture.pes(0xE0, 900, 900), es.readSlice(160)));
        fixture.packet(VIDEO_PID, false, -1, 0, bytes(es.readSlice(184)));
        fixture.packet(VIDEO_PID, false, -1, 0, bytes(es));
        picture(4500, false, IDR);

        // when
        joins(Codec.H264);

        // then
        byte[] preamble = preambles.get(1);
        assertThat(preamble).hasSize(3 * 188);
        assertThat(dataOf(preamble)).startsWith(sps).endsWith(hex(PPS));
        TsPacket packet = new TsPacket();
        ContinuityChecker continuity = new ContinuityChecker();
        ByteBuf joined = Unpooled.wrappedBuffer(preamble, Arrays.copyOfRange(fixture.bytes(), 3 * 188, 4 * 188));
        for (int at = 0; at < joined.readableBytes(); at += 188) {
            assertThat(continuity.check(packet.wrap(joined, at))).isTrue();
        }
    }

    @Test
    void doesNotJoinAtAKeyframeWhoseSetsAreNowhereUntilTheThird() {
        picture(900, false, AUD + IDR);
        picture(4500, false, AUD + P);
        picture(8100, false, AUD + IDR);
        picture(11700, false, AUD + IDR);
        picture(15300, false, AUD + IDR);

        assertThat(joins(Codec.H264)).containsExactly(3, 4);
    }

    @Test
    void joinsAtAMarkedKeyframeWhoseSetsAreNowhere() {
        // given: what load generators make, and what has its sets in a descriptor
        picture(900, true, AUD + IDR);
        picture(4500, true, P);
        picture(8100, true, "ffffffff");

        // when, then
        assertThat(joins(Codec.H264)).containsExactly(0, 1, 2);
        assertThat(preambles).allSatisfy(preamble -> assertThat(preamble).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "H264, 0000000109f0 000001 0605 ff9b, 000001 6742001e 000001 68ce3880 000001 65b80400, 2",
        "H264, 0000000109f0 000001 0605 ff9b, 000001 65b80400, 2",
        "H264, 0000000109f0 000001 0605 ff9b, 000001 419a2400, -1",
        "HEVC, 000001 460150 000001 4e0105 ff9b, 000001 2601af, 2",
        "HEVC, 000001 460150 000001 4e0105 ff9b, 000001 0201d0, -1",
        "MPEG2_VIDEO, 000001b2, 000001b3 140f 000001b8 0008 00000100 0008, 2",
    })
    void looksIntoTheNextPacketsOfAnAccessUnitThatDoesNotShowWhatItIs(
            Codec codec, String first, String second, int expected) {
        // given: sets; sound between; the first packet of the next picture full of other things, the start code behind
        // it cut
        picture(900, false, "000001 40010c 000001 420101 000001 4401c1 000001 2601af");
        if (codec != Codec.HEVC) {
            fixture.stream().clear();
            picture(900, false, codec == Codec.H264 ? SPS + PPS + IDR : "000001b3 140f 000001b8 0008 00000100 0008");
        }
        fixture.packet(VIDEO_PID, false, -1, 0, hex("00"));
        byte[] rest = hex(second);
        ByteBuf filler = Unpooled.buffer().writeBytes(hex(first));
        filler.writeBytes(new byte[400]);
        for (int i = hex(first).length; i < filler.writerIndex(); i++) {
            filler.setByte(i, 0x55);
        }
        ByteBuf unit =
                Unpooled.wrappedBuffer(filler, Unpooled.wrappedBuffer(rest), Unpooled.wrappedBuffer(new byte[300]));
        int toFirst = 188 - 4 - 14;
        fixture.packet(VIDEO_PID, true, -1, 0, bare(TsFixture.pes(0xE0, 4500, 4500), unit.readSlice(toFirst)));
        while (unit.readableBytes() >= 184) {
            fixture.packet(VIDEO_PID, false, -1, 0, bytes(unit.readSlice(184)));
        }

        // when, then: it is the packet that begins the access unit
        List<Integer> found = joins(codec);
        assertThat(found).isEqualTo(expected < 0 ? List.of(0) : List.of(0, expected));
        if (expected > 0) {
            boolean bare = !second.contains("6742") && !second.contains("b3 140f");
            assertThat(preambles.get(1).length).isEqualTo(bare ? 188 : 0);
        }
    }

    @Test
    void looksNoFurtherBehindAHole() {
        // given: the packet between an access unit delimiter and the keyframe is missing
        fixture.packet(VIDEO_PID, true, -1, 0, bare(TsFixture.pes(0xE0, 900, 900), Unpooled.wrappedBuffer(hex(AUD))));
        fixture.more(VIDEO_PID, 1);
        fixture.packet(VIDEO_PID, false, -1, 0, hex(SPS + PPS + IDR));
        byte[] all = fixture.bytes();
        ByteBuf holed = Unpooled.wrappedBuffer(Arrays.copyOf(all, 188), Arrays.copyOfRange(all, 376, all.length));

        // when, then
        assertThat(joins(Codec.H264, holed)).isEmpty();
    }

    @Test
    void looksNoFurtherThanTwoThousandBytes() {
        fixture.packet(VIDEO_PID, true, -1, 0, bare(TsFixture.pes(0xE0, 900, 900), Unpooled.wrappedBuffer(hex(AUD))));
        fixture.more(VIDEO_PID, 12);
        fixture.packet(VIDEO_PID, false, -1, 0, hex(SPS + PPS + IDR));

        assertThat(joins(Codec.H264)).isEmpty();
    }

    @Test
    void learnsNothingFromAnAccessUnitThatHasAHole() {
        // given: the packet between the SPS and the rest is missing
        fixture.packet(VIDEO_PID, true, -1, 0, bare(TsFixture.pes(0xE0, 900, 900), Unpooled.wrappedBuffer(hex(SPS))));
        fixture.more(VIDEO_PID, 1);
        fixture.packet(VIDEO_PID, false, -1, 0, hex(PPS + IDR));
        picture(4500, false, IDR);
        byte[] bytes = fixture.bytes();
        ByteBuf holed = Unpooled.wrappedBuffer(Arrays.copyOf(bytes, 188), Arrays.copyOfRange(bytes, 376, bytes.length));

        // when, then: the first is one by its SPS
        assertThat(joins(Codec.H264, holed)).containsExactly(0);
    }

    @Test
    void takesTheNewestSets() {
        // given
        picture(900, false, SPS + PPS + IDR);
        picture(4500, false, "000001 67640028" + PPS + IDR);
        picture(8100, false, IDR);

        // when
        joins(Codec.H264);

        // then
        assertThat(dataOf(preambles.get(2))).isEqualTo(hex("000001 67640028" + PPS));
    }

    @Test
    void believesTheMarkWhereNothingElseIsInSight() {
        // given: a mark without and with known sets, and a mark at a picture that does not look like a keyframe
        picture(900, true, AUD);
        picture(4500, false, SPS + PPS + IDR);
        picture(8100, true, AUD);
        picture(11700, true, P);
        picture(15300, false, P);

        // when, then
        assertThat(joins(Codec.H264)).containsExactly(0, 1, 2, 3);
        assertThat(preambles).extracting(preamble -> preamble.length).containsExactly(0, 0, 188, 188);
    }

    @Test
    void believesTheMarkAloneWhereThePayloadIsScrambled() {
        // given
        picture(900, true, AUD + P);
        picture(4500, false, SPS + PPS + IDR);
        fixture.stream().setByte(3, fixture.stream().getByte(3) | 0x80);
        fixture.stream().setByte(188 + 3, fixture.stream().getByte(188 + 3) | 0x80);

        // when, then
        assertThat(joins(Codec.H264)).containsExactly(0);
    }

    private TsFixture picture(long stamp, boolean marked, String units) {
        byte[] data = hex(units);
        byte[] header = Arrays.copyOf(TsFixture.pes(0xE0, stamp, stamp), 14);
        return fixture.packet(VIDEO_PID, true, -1, marked ? 0x40 : 0, bare(header, Unpooled.wrappedBuffer(data)));
    }

    private List<Integer> joins(Codec codec) {
        return joins(codec, fixture.stream());
    }

    /** Positions of the packets that are join points. */
    private List<Integer> joins(Codec codec, ByteBuf stream) {
        JoinDetector detector = new JoinDetector(codec);
        TsPacket packet = new TsPacket();
        List<Integer> found = new ArrayList<>();
        int perhaps = -1;
        for (int at = 0; at < stream.readableBytes(); at += 188) {
            JoinSign sign = detector.look(packet.wrap(stream, at));
            if (sign == JoinSign.PERHAPS) {
                perhaps = at / 188;
            }
            if (sign == JoinSign.HERE || sign == JoinSign.THERE) {
                found.add(sign == JoinSign.HERE ? at / 188 : perhaps);
                preambles.add(detector.preamble());
            }
        }
        return found;
    }

    /** The elementary stream in packets. */
    private static byte[] dataOf(byte[] packets) {
        ByteBuf stream = Unpooled.wrappedBuffer(packets);
        ByteBuf data = Unpooled.buffer();
        TsPacket packet = new TsPacket();
        PesHeader pes = new PesHeader();
        for (int at = 0; at < packets.length; at += 188) {
            packet.wrap(stream, at);
            int from = pes.wrap(packet) ? pes.dataStart() : packet.payloadStart();
            data.writeBytes(stream, from, packet.payloadEnd() - from);
        }
        return bytes(data);
    }

    private static byte[] bare(byte[] header, ByteBuf data) {
        byte[] start = Arrays.copyOf(header, 14);
        return bytes(Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(start), data));
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
