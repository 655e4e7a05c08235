package io.ringcast.protocol.mpegts;

import static io.ringcast.protocol.mpegts.TsFixture.AUDIO_PID;
import static io.ringcast.protocol.mpegts.TsFixture.H264;
import static io.ringcast.protocol.mpegts.TsFixture.VIDEO_PID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TsLoopTest {

    private static final int FRAME = 3600;

    @Test
    void lastsFromTheFirstFrameToOneFrameBehindTheLast() {
        TsLoop loop = new TsLoop(film(25, 90_000));

        assertThat(loop.duration()).isEqualTo(TsClock.FREQUENCY);
    }

    @Test
    void keepsTheSpacingOfPicturesAndClockOverSeams() {
        // given: time stamps that wrap in the third turn
        byte[] film = film(25, TsClock.STAMP_MODULUS - 225_000);
        TsLoop loop = new TsLoop(film);
        ByteBuf out = Unpooled.buffer();

        // when: written in uneven parts
        while (loop.turns() < 4) {
            assertThat(loop.next(out, 7)).isEqualTo(7);
        }

        // then
        ContinuityChecker checker = new ContinuityChecker();
        List<Long> stamps = new ArrayList<>();
        List<Long> clocks = new ArrayList<>();
        TsPacket packet = new TsPacket();
        PesHeader pes = new PesHeader();
        for (int at = 0; at + TsPacket.SIZE <= out.writerIndex(); at += TsPacket.SIZE) {
            packet.wrap(out, at);
            assertThat(checker.check(packet)).isTrue();
            if (packet.hasPcr()) {
                clocks.add(packet.pcr());
            }
            if (packet.pid() == VIDEO_PID && pes.wrap(packet)) {
                stamps.add(pes.dts());
            }
        }
        assertThat(stamps).hasSizeGreaterThanOrEqualTo(100);
        for (int i = 1; i < stamps.size(); i++) {
            assertThat(TsClock.stampDifference(stamps.get(i), stamps.get(i - 1)))
                    .isEqualTo(FRAME);
            assertThat(TsClock.difference(clocks.get(i), clocks.get(i - 1))).isEqualTo(FRAME * 300L);
        }
    }

    @Test
    void givesTheFirstTurnOutUnchanged() {
        // given
        byte[] film = film(25, 90_000);
        ByteBuf out = Unpooled.buffer();

        // when
        new TsLoop(film).next(out, film.length / TsPacket.SIZE);

        // then
        assertThat(out).isEqualTo(Unpooled.wrappedBuffer(film));
    }

    @Test
    void writesNoMoreThanThereIsRoomFor() {
        // given
        ByteBuf out = Unpooled.buffer(0, 400);

        // when
        int written = new TsLoop(film(25, 0)).next(out, 10);

        // then
        assertThat(written).isEqualTo(2);
        assertThat(out.writerIndex()).isEqualTo(376);
    }

    @Test
    void isLongEnoughForTheLongerSound() {
        // given: one second of picture, two seconds of sound
        TsFixture fixture = fixture(25, 0);
        fixture.audio(180_000, -1);

        // when
        TsLoop loop = new TsLoop(fixture.bytes());

        // then
        assertThat(loop.duration()).isEqualTo(180_001 * 300L);
    }

    @Test
    void refusesWhatItCannotLoop() {
        byte[] film = film(25, 0);
        film[188] = 0;

        assertThatThrownBy(() -> new TsLoop(film)).hasMessage("byte 188 of the stream: 0x0 (expected: sync byte 0x47)");
        assertThatThrownBy(() -> new TsLoop(new byte[100]))
                .hasMessage("bytes: 100 (expected: a multiple of 188, not 0)");
        assertThatThrownBy(() -> new TsLoop(new TsFixture().more(VIDEO_PID, 3).bytes()))
                .hasMessage("no PAT and PMT in the stream (expected: a program)");
        assertThatThrownBy(() -> new TsLoop(film(1, 0)))
                .hasMessage("decoding times on PID 256 (expected: at least two, the last behind the first)");
    }

    private static byte[] film(int frames, long start) {
        return fixture(frames, start).bytes();
    }

    private static TsFixture fixture(int frames, long start) {
        TsFixture fixture = new TsFixture().association(0).map(0, H264);
        for (int i = 0; i < frames; i++) {
            long stamp = TsClock.addStamp(start, (long) i * FRAME);
            fixture.video(TsClock.addStamp(stamp, FRAME), stamp, stamp * 300, i == 0);
            fixture.more(VIDEO_PID, i % 4);
            fixture.audio(stamp, -1).more(AUDIO_PID, 1);
        }
        return fixture;
    }
}
