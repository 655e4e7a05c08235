package io.ringcast.daemon.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.ring.JoinPoint;
import io.ringcast.daemon.ring.MediaTime;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.container.UnitParser;
import io.ringcast.protocol.container.UnitParsers;
import io.ringcast.protocol.mpegts.PesHeader;
import io.ringcast.protocol.mpegts.TsAnalyser;
import io.ringcast.protocol.mpegts.TsClock;
import io.ringcast.protocol.mpegts.TsError;
import io.ringcast.protocol.mpegts.TsPacket;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How runs of a real transport stream, the test card, follow each other in a ring. */
final class TsRunsTest {

    private static final byte[] CARD = card();

    private final StreamRig rig = new StreamRig(48L * StreamRig.MIB);

    @AfterEach
    void close() {
        rig.close();
        LeakPresenceDetector.check();
    }

    @Test
    void writesTheFirstRunAsItIs() {
        run(CARD, CARD.length);

        assertThat(Arrays.mismatch(rig.held(), CARD)).isEqualTo(-1);
    }

    @Test
    void carriesClocksStampsAndCountersOnOverEveryReconnect() {
        // given: runs of the same stream, each broken somewhere
        Random random = new Random(4);
        run(CARD, 188 * 2000);

        // when
        for (int i = 0; i < 20; i++) {
            int from = 188 * random.nextInt(800);
            run(Arrays.copyOfRange(CARD, from, from + 188 * (800 + random.nextInt(1200))), Integer.MAX_VALUE);
        }

        // then
        byte[] heard = rig.held();
        assertThat(Arrays.mismatch(heard, CARD)).isGreaterThanOrEqualTo(188 * 2000);
        TsAnalyser analyser = TsAnalyser.byClock();
        analyser.packets(Unpooled.wrappedBuffer(heard), 0, heard.length, 0);
        assertThat(analyser.count(TsError.CONTINUITY)).isZero();
        assertThat(analyser.count(TsError.PCR_DISCONTINUITY)).isZero();
        assertThat(analyser.count(TsError.CRC)).isZero();
        assertThat(stampsBack(heard)).isZero();
    }

    @Test
    void knowsTheTimesOfEachJoinPointAsListenersSeeThem() {
        // given
        run(CARD, CARD.length / 2);
        long seam = rig.head();

        // when
        run(CARD, CARD.length / 2);

        // then: each is at a picture with these times, and they rise over the seam
        JoinPoint before = Objects.requireNonNull(rig.stream.ring().joinPointAtOrBefore(seam - 1));
        JoinPoint behind = Objects.requireNonNull(rig.stream.ring().joinPointAtOrAfter(seam));
        for (JoinPoint join : new JoinPoint[] {before, behind}) {
            byte[] bytes = new byte[TsPacket.SIZE];
            rig.stream.ring().read(join.offset(), bytes);
            TsPacket packet = new TsPacket().wrap(Unpooled.wrappedBuffer(bytes), 0);
            PesHeader pes = new PesHeader();
            assertThat(pes.wrap(packet)).isTrue();
            assertThat(join.time().presentation()).isEqualTo(pes.pts());
            assertThat(join.time().clock()).isNotEqualTo(MediaTime.UNKNOWN);
            assertThat(TsClock.difference(
                            join.time().presentation() * 300, join.time().clock()))
                    .isBetween(0L, 2 * TsClock.FREQUENCY);
        }
        assertThat(TsClock.difference(behind.time().clock(), before.time().clock()))
                .isBetween(7 * TsClock.FREQUENCY, 9 * TsClock.FREQUENCY);
    }

    @Test
    void givesTheRestOfARunThatIsLostBeforeAllItsStreamsHaveShownATime() {
        // given: a run of the keyframe alone, whose sound has not come
        run(CARD, 188 * 2500);
        long seam = rig.head();
        int keyframe = firstJoin();

        // when
        run(Arrays.copyOfRange(CARD, 0, keyframe + 188 * 2), Integer.MAX_VALUE);
        assertThat(rig.head()).isEqualTo(seam);
        run(CARD, 188 * 2500);

        // then: tables and two packets of the lost run, and all of the next one
        byte[] heard = rig.held();
        assertThat(heard.length).isGreaterThan((int) seam + 188 * (2 + 2 + 2 + 2000));
        TsAnalyser analyser = TsAnalyser.byClock();
        analyser.packets(Unpooled.wrappedBuffer(heard), 0, heard.length, 0);
        assertThat(analyser.count(TsError.CONTINUITY)).isZero();
        assertThat(stampsBack(heard)).isZero();
    }

    @Test
    void waitsForTheFirstTimesNoLongerThanASecond() {
        // given
        run(CARD, 188 * 2500);
        long seam = rig.head();
        int keyframe = firstJoin();
        rig.begin(Format.MPEG_TS, true);
        try (UnitParser parser = UnitParsers.forFormat(Format.MPEG_TS, UnpooledByteBufAllocator.DEFAULT)) {
            parser.parse(Unpooled.wrappedBuffer(CARD, 0, keyframe + 188 * 3), rig.splice);
            rig.splice.flush();
            assertThat(rig.head()).isEqualTo(seam);

            // when
            rig.spend(Duration.ofSeconds(1));
            parser.parse(Unpooled.wrappedBuffer(CARD, keyframe + 188 * 3, 188), rig.splice);
            rig.splice.flush();
        }

        // then
        assertThat(rig.head()).isGreaterThan(seam);
    }

    @Test
    void takesOutWhatALiveProviderSendsAgain() {
        // given: connections that break, each of which begins somewhere before the end of the one before
        runLive(CARD, 188 * 700 + 99);
        for (int end : new int[] {900, 1500, 2000, 2600}) {
            runLive(Arrays.copyOfRange(CARD, 188 * (end - 700), 188 * end + 44), Integer.MAX_VALUE);
        }

        // when: the last one goes on to the end
        runLive(Arrays.copyOfRange(CARD, 188 * 2300, CARD.length), Integer.MAX_VALUE);

        // then: what was heard is the card, but for null packets and tables around the seams
        assertThat(content(rig.held())).isEqualTo(content(CARD));
        TsAnalyser analyser = TsAnalyser.byClock();
        analyser.packets(Unpooled.wrappedBuffer(rig.held()), 0, rig.held().length, 0);
        assertThat(analyser.count(TsError.CONTINUITY)).isZero();
    }

    @Test
    void takesNothingOutOfAnItemThatFollowsItself() {
        // given: a file that is repeated
        rig.begin(Format.MPEG_TS, true);
        feed(CARD, CARD.length);
        long once = rig.head();

        // when
        rig.begin(Format.MPEG_TS, true);
        feed(CARD, CARD.length);

        // then
        assertThat(rig.head() - once).isGreaterThan(CARD.length - firstJoin());
    }

    @Test
    void doesNotWaitForAReplayThatComesNoFasterThanItPlays() {
        // given
        runLive(CARD, 188 * 2000);
        long before = rig.head();
        rig.begin(Format.MPEG_TS);

        // when: four seconds are sent again in four seconds
        try (UnitParser parser = UnitParsers.forFormat(Format.MPEG_TS, UnpooledByteBufAllocator.DEFAULT)) {
            for (int at = 0; at < 720; at += 9) {
                parser.parse(Unpooled.wrappedBuffer(CARD, 188 * at, 188 * 9), rig.splice);
                rig.splice.flush();
                rig.spend(Duration.ofMillis(50));
            }
        }

        // then
        assertThat(rig.head() - before).isGreaterThan(188 * 300);
    }

    @Test
    void beginsAtAJoinPointBehindBytesOfAnotherFormat() {
        // given
        rig.begin(Format.OPAQUE);
        rig.write(7, 10);
        int keyframe = firstJoin();

        // when
        run(CARD, CARD.length);

        // then: the tables, then the keyframe
        byte[] heard = rig.held();
        assertThat(heard.length).isEqualTo(10 * 188 + 2 * 188 + CARD.length - keyframe);
        assertThat(Arrays.equals(heard, 12 * 188, 12 * 188 + 188 * 1000, CARD, keyframe, keyframe + 188 * 1000))
                .isTrue();
    }

    /** An item, which may repeat the one before. */
    private void run(byte[] bytes, int length) {
        rig.begin(Format.MPEG_TS, true);
        feed(bytes, length);
    }

    /** A connection of a live stream. */
    private void runLive(byte[] bytes, int length) {
        rig.begin(Format.MPEG_TS);
        feed(bytes, length);
    }

    private void feed(byte[] bytes, int length) {
        try (UnitParser parser = UnitParsers.forFormat(Format.MPEG_TS, UnpooledByteBufAllocator.DEFAULT)) {
            ByteBuf all = Unpooled.wrappedBuffer(bytes, 0, Math.min(bytes.length, length));
            while (all.isReadable()) {
                parser.parse(all.readSlice(Math.min(20_000, all.readableBytes())), rig.splice);
                rig.splice.flush();
            }
            parser.end(rig.splice);
            rig.splice.flush();
        }
    }

    /** Where the card can be joined first. */
    private static int firstJoin() {
        ByteBuf card = Unpooled.wrappedBuffer(CARD);
        TsPacket packet = new TsPacket();
        int at = 0;
        while (!packet.wrap(card, at).randomAccess() || !packet.hasPcr()) {
            at += TsPacket.SIZE;
        }
        return at;
    }

    /** The payload of packets that carry pictures and sound. */
    private static List<ByteBuf> content(byte[] packets) {
        ByteBuf buffer = Unpooled.wrappedBuffer(packets);
        TsPacket packet = new TsPacket();
        List<ByteBuf> content = new ArrayList<>();
        for (int at = 0; at < packets.length; at += TsPacket.SIZE) {
            packet.wrap(buffer, at);
            if (packet.pid() >= 0x100 && packet.pid() < 0x1000) {
                content.add(buffer.slice(packet.payloadStart(), packet.payloadEnd() - packet.payloadStart()));
            }
        }
        return content;
    }

    /** Decoding times that are not behind the one before them on their PID. */
    private static int stampsBack(byte[] packets) {
        ByteBuf buffer = Unpooled.wrappedBuffer(packets);
        TsPacket packet = new TsPacket();
        PesHeader pes = new PesHeader();
        Map<Integer, Long> last = new HashMap<>();
        int back = 0;
        for (int at = 0; at < packets.length; at += TsPacket.SIZE) {
            if (pes.wrap(packet.wrap(buffer, at)) && pes.hasPts()) {
                Long before = last.put(packet.pid(), pes.dts());
                back += before != null && TsClock.stampDifference(pes.dts(), before) <= 0 ? 1 : 0;
            }
        }
        return back;
    }

    private static byte[] card() {
        try (InputStream in = TsRunsTest.class.getResourceAsStream("/io/ringcast/daemon/source/test/card.ts")) {
            return Objects.requireNonNull(in).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
