package io.ringcast.protocol.mpegts;

import static io.ringcast.protocol.mpegts.TsFixture.AUDIO_PID;
import static io.ringcast.protocol.mpegts.TsFixture.H264;
import static io.ringcast.protocol.mpegts.TsFixture.VIDEO_PID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class TsTimelineTest {

    private final TsTimeline timeline = new TsTimeline();
    private final TsPacket packet = new TsPacket();
    private final PesHeader pes = new PesHeader();

    @Test
    void changesNoByteWhenThereIsNothingToChange() {
        // given: two pieces whose counters run on
        TsFixture fixture = piece(new TsFixture());
        int seam = fixture.stream().writerIndex();
        byte[] bytes = piece(fixture).bytes();
        ByteBuf restamped = Unpooled.copiedBuffer(bytes);

        // when
        timeline.restamp(restamped, 0, seam);
        timeline.begin(movedBy(0));
        timeline.restamp(restamped, seam, bytes.length - seam);

        // then
        assertThat(restamped).isEqualTo(Unpooled.wrappedBuffer(bytes));
    }

    @Test
    void letsTheCountersRunOnOverASeam() {
        // given
        byte[] bytes = piece(new TsFixture()).bytes();
        ByteBuf twice = Unpooled.wrappedBuffer(bytes.clone(), bytes.clone());

        // when
        timeline.restamp(twice, 0, bytes.length);
        timeline.begin(movedBy(0));
        timeline.restamp(twice, bytes.length, bytes.length);

        // then
        ContinuityChecker checker = new ContinuityChecker();
        for (int at = 0; at < twice.readableBytes(); at += TsPacket.SIZE) {
            assertThat(checker.check(packet.wrap(twice, at))).isTrue();
        }
    }

    @Test
    void keepsALossInsideAPieceVisible() {
        // given: the third packet is missing
        byte[] bytes = new TsFixture().more(VIDEO_PID, 5).bytes();
        ByteBuf first = Unpooled.copiedBuffer(bytes);
        ByteBuf holed =
                Unpooled.copiedBuffer(Unpooled.wrappedBuffer(bytes, 0, 376), Unpooled.wrappedBuffer(bytes, 564, 376));

        // when
        timeline.restamp(first);
        timeline.begin(movedBy(0));
        timeline.restamp(holed);

        // then
        assertThat(counters(holed)).containsExactly(6, 7, 9, 10);
    }

    @Test
    void movesClockAndStampsWithWrap() {
        // given
        ByteBuf bytes = new TsFixture()
                .video(TsClock.STAMP_MODULUS - 10, TsClock.STAMP_MODULUS - 100, TsClock.MODULUS - 1, false).stream();
        timeline.begin(movedBy(30_000 + 7));

        // when
        timeline.restamp(bytes);

        // then
        packet.wrap(bytes, 0);
        assertThat(pes.wrap(packet)).isTrue();
        assertThat(packet.pcr()).isEqualTo(30_006);
        assertThat(pes.pts()).isEqualTo(90);
        assertThat(pes.dts()).isEqualTo(0);
    }

    @Test
    void movesBackAsWell() {
        // given
        ByteBuf bytes = new TsFixture().audio(50, 300).stream();
        timeline.begin(movedBy(-300 * 60));

        // when
        timeline.restamp(bytes);

        // then
        packet.wrap(bytes, 0);
        assertThat(pes.wrap(packet)).isTrue();
        assertThat(packet.pcr()).isEqualTo(TsClock.MODULUS - 300 * 59);
        assertThat(pes.pts()).isEqualTo(TsClock.STAMP_MODULUS - 10);
    }

    @Test
    void leavesTablesNullPacketsAndDamagedPacketsAlone() {
        // given
        TsFixture fixture = new TsFixture().association(0).map(0, H264).more(TsPacket.NULL_PID, 2);
        fixture.audio(50, 300);
        fixture.stream().setByte(4 * 188 + 1, fixture.stream().getByte(4 * 188 + 1) | 0x80);
        byte[] before = fixture.bytes();
        timeline.begin(movedBy(27_000_000));

        // when
        timeline.restamp(fixture.stream());

        // then
        assertThat(fixture.bytes()).isEqualTo(before);
    }

    @Test
    void countsStampsThatItCannotReach() {
        // given: the PES header begins in the last bytes of a packet
        byte[] pesStart = {0, 0, 1, (byte) 0xE0, 0, 0, (byte) 0x80, (byte) 0x80, 5, 0x21};
        ByteBuf bytes = new TsFixture().packet(VIDEO_PID, true, -1, 0, pesStart).stream();
        timeline.begin(movedBy(27_000_000));

        // when
        timeline.restamp(bytes);

        // then
        assertThat(timeline.unreachedStamps()).isEqualTo(1);
    }

    @Test
    void refusesAPartOfAPacket() {
        assertThatThrownBy(() -> timeline.restamp(Unpooled.buffer().writeZero(189)))
                .hasMessage("length: 189 (expected: a multiple of 188)");
    }

    /** A piece without tables of which all clocks are moved by so many ticks. */
    private static TimelinePiece movedBy(long offset) {
        TimelinePiece piece = new TimelinePiece(ProgramMapping.none(ProgramLayout.NONE));
        piece.offset(0, offset);
        return piece;
    }

    private static TsFixture piece(TsFixture fixture) {
        fixture.association(0).map(0, H264).video(3600, 3600, 1000, true).more(VIDEO_PID, 20);
        fixture.audio(3600, -1).more(AUDIO_PID, 2);
        // A clock without payload: its counter stands still.
        int counter = fixture.stream().getByte((2 + 20) * 188 + 3) & 0x0F;
        fixture.packet(VIDEO_PID, false, 2000, 0, new byte[0]);
        int at = fixture.stream().writerIndex() - 188;
        fixture.stream().setByte(at + 3, 0x20 | counter);
        fixture.stepBack(VIDEO_PID);
        return fixture;
    }

    private int[] counters(ByteBuf bytes) {
        int[] counters = new int[bytes.readableBytes() / TsPacket.SIZE];
        for (int i = 0; i < counters.length; i++) {
            counters[i] = packet.wrap(bytes, i * TsPacket.SIZE).continuityCounter();
        }
        return counters;
    }
}
