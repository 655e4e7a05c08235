package io.ringcast.protocol.mpegts;

import static io.ringcast.protocol.mpegts.TsFixture.AUDIO_PID;
import static io.ringcast.protocol.mpegts.TsFixture.H264;
import static io.ringcast.protocol.mpegts.TsFixture.VIDEO_PID;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** What a splice does to PES packets that its inputs broke. */
final class UnfinishedPesTest {

    private static final byte[] TABLES =
            new TsFixture().association(0).map(0, H264).bytes();

    private final TsSplice splice = new TsSplice();
    private final ByteBuf heard = Unpooled.buffer();

    @Test
    void fillsUpTheSoundThatBroke() {
        // given: 334 bytes of 1000 have come
        play(new TsFixture()
                .video(90_000, 90_000, 27_000_000, true)
                .packet(AUDIO_PID, true, -1, 0, sound(90_000, 1000))
                .more(AUDIO_PID, 1));
        int seam = heard.writerIndex();

        // when
        play(new TsFixture().video(5_000, 5_000, 27_000, true).packet(AUDIO_PID, true, -1, 0, sound(5_000, 150)));

        // then: the rest is there, before anything of the next input
        assertThat(payload(heard, 0, heard.writerIndex(), AUDIO_PID)).isEqualTo(1000 + 150);
        assertThat(payload(heard, seam, seam + 4 * 188, AUDIO_PID)).isEqualTo(1000 - 150 - 184);
        assertThat(continuityErrors()).isZero();
    }

    @Test
    void addsNothingToWhatIsCompleteOrDoesNotSayHowLongItIs() {
        // given
        play(new TsFixture()
                .video(90_000, 90_000, 27_000_000, true)
                .packet(AUDIO_PID, true, -1, 0, sound(90_000, 150))
                .more(VIDEO_PID, 3));
        int length = heard.writerIndex();
        TsFixture next = new TsFixture().video(5_000, 5_000, 27_000, true);

        // when
        play(next);

        // then: tables and the next input
        assertThat(heard.writerIndex()).isEqualTo(length + TABLES.length + next.bytes().length);
        assertThat(continuityErrors()).isZero();
    }

    @Test
    void goesOnBehindTheLongestOfTheSoundsThatCameBefore() {
        // given: sounds of 100, 120 and 100 ms; the last one may have lasted as long as the longest
        TsFixture one = new TsFixture().video(90_000, 90_000, 27_000_000, true);
        for (int time : new int[] {0, 9_000, 19_800, 28_800}) {
            one.packet(AUDIO_PID, true, -1, 0, sound(90_000 + time, 150));
        }
        play(one);

        // when
        play(new TsFixture().video(5_000, 5_000, 27_000, true).packet(AUDIO_PID, true, -1, 0, sound(5_000, 150)));

        // then
        PesHeader pes = new PesHeader();
        TsPacket packet = new TsPacket();
        long last = 0;
        for (int at = 0; at < heard.writerIndex(); at += 188) {
            if (packet.wrap(heard, at).pid() == AUDIO_PID && pes.wrap(packet)) {
                last = pes.pts();
            }
        }
        assertThat(last).isEqualTo(90_000 + 28_800 + 10_800);
    }

    private void play(TsFixture input) {
        ByteBuf packets = Unpooled.wrappedBuffer(input.bytes());
        int length = packets.readableBytes();
        heard.writeBytes(splice.begin(TABLES, packets, 0, length));
        splice.restamp(packets, 0, length);
        heard.writeBytes(packets, 0, length);
    }

    /** The first 150 bytes of a PES packet of {@code length} bytes. */
    private static byte[] sound(long pts, int length) {
        byte[] pes = TsFixture.pes(0xC0, pts, pts);
        pes[4] = (byte) ((length - 6) >> 8);
        pes[5] = (byte) (length - 6);
        return pes;
    }

    private static int payload(ByteBuf packets, int from, int to, int pid) {
        TsPacket packet = new TsPacket();
        int count = 0;
        for (int at = from; at < to; at += 188) {
            if (packet.wrap(packets, at).pid() == pid) {
                count += packet.payloadEnd() - packet.payloadStart();
            }
        }
        return count;
    }

    private long continuityErrors() {
        ContinuityChecker checker = new ContinuityChecker();
        for (int at = 0; at < heard.writerIndex(); at += 188) {
            checker.check(new TsPacket().wrap(heard, at));
        }
        return checker.errors();
    }
}
