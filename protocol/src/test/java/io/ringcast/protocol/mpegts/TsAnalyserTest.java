package io.ringcast.protocol.mpegts;

import static io.ringcast.protocol.mpegts.TsFixture.AUDIO_PID;
import static io.ringcast.protocol.mpegts.TsFixture.H264;
import static io.ringcast.protocol.mpegts.TsFixture.MAP_PID;
import static io.ringcast.protocol.mpegts.TsFixture.VIDEO_PID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.api.Json;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TsAnalyserTest {

    private static final long SLOT_NANOS = 40_000_000;

    private final TsAnalyser analyser = TsAnalyser.byClock();
    private final TsSignal signal = new TsSignal();

    @Test
    void findsNothingWrongWithARightStream() {
        feed(signal.seconds(10));

        assertThat(raised()).isEmpty();
    }

    @Test
    void findsNothingWrongWhereTheClockWraps() {
        feed(signal.from(TsClock.MODULUS - 5 * TsClock.FREQUENCY).seconds(10));

        assertThat(raised()).isEmpty();
        assertThat(analyser.report().seconds()).isCloseTo(10, within(0.05));
    }

    @Test
    void measuresWhatFlows() {
        // given
        signal.seconds(10);

        // when
        feed(signal);
        TsReport report = analyser.report();

        // then
        assertThat(report.byArrival()).isFalse();
        assertThat(report.packets()).isEqualTo(25_000);
        assertThat(report.seconds()).isCloseTo(10, within(0.001));
        assertThat(report.bitrate()).isCloseTo(3_760_000, within(1000.0));
        assertThat(report.tables().orElseThrow().averageMillis()).isCloseTo(80, within(1.0));
        TsReport.ProgramReport program = report.programs().get(0);
        assertThat(program.number()).isEqualTo(1);
        assertThat(program.mapPid()).isEqualTo(MAP_PID);
        assertThat(program.streams()).containsExactly(VIDEO_PID, AUDIO_PID);
        assertThat(program.joinPointsPerMinute()).isCloseTo(60, within(7.0));
        TsReport.PidReport video = pid(report, VIDEO_PID);
        assertThat(video.use()).isEqualTo("H264");
        assertThat(video.clock().orElseThrow().averageMillis()).isEqualTo(40);
        assertThat(video.clock().orElseThrow().longestMillis()).isEqualTo(40);
        assertThat(video.clock().orElseThrow().accuracyNanos().orElseThrow()).isLessThan(1);
        assertThat(video.clock().orElseThrow().jitterMillis()).isEmpty();
        assertThat(pid(report, AUDIO_PID).share()).isCloseTo(0.03, within(0.0001));
        assertThat(pid(report, TsPacket.NULL_PID).use()).isEqualTo("null");
    }

    @Test
    void countsALostPacketAndOneThatComesThreeTimes() {
        // given: a packet of video lost, one doubled, which is allowed, one tripled, which is not
        byte[] bytes = signal.slots(3).bytes();
        ByteBuf damaged = Unpooled.buffer();
        damaged.writeBytes(bytes, 0, 2 * 188).writeBytes(bytes, 3 * 188, 188);
        damaged.writeBytes(bytes, 4 * 188, 188).writeBytes(bytes, 4 * 188, 188);
        damaged.writeBytes(bytes, 5 * 188, 188).writeBytes(bytes, 5 * 188, 188).writeBytes(bytes, 5 * 188, 188);
        damaged.writeBytes(bytes, 6 * 188, bytes.length - 6 * 188);

        // when
        analyser.packets(damaged, 0, damaged.writerIndex(), 0);

        // then
        assertThat(raised()).containsExactly(Map.entry(TsError.CONTINUITY, 2L));
        assertThat(pid(analyser.report(), VIDEO_PID).continuityErrors()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void countsBreaksJustAsTheCheckerDoes(long seed) {
        // given: a stream that is cut and doubled at random
        Random random = new Random(seed);
        byte[] bytes = signal.seconds(2).bytes();
        ByteBuf damaged = Unpooled.buffer();
        for (int at = 0; at < bytes.length; at += TsPacket.SIZE) {
            int times = random.nextInt(50) == 0 ? random.nextInt(4) : 1;
            for (int i = 0; i < times; i++) {
                damaged.writeBytes(bytes, at, TsPacket.SIZE);
            }
        }
        ContinuityChecker checker = new ContinuityChecker();
        TsPacket packet = new TsPacket();

        // when
        analyser.packets(damaged, 0, damaged.writerIndex(), 0);
        for (int at = 0; at < damaged.writerIndex(); at += TsPacket.SIZE) {
            checker.check(packet.wrap(damaged, at));
        }

        // then
        assertThat(analyser.count(TsError.CONTINUITY))
                .isEqualTo(checker.errors())
                .isPositive();
    }

    @Test
    void countsPacketsThatAreMarkedAsDamaged() {
        // given
        signal.slots(2);
        signal.stream().setByte(3 * 188 + 1, signal.stream().getByte(3 * 188 + 1) | 0x80);

        // when
        feed(signal);

        // then: it is missing in the order, too
        assertThat(raised()).containsOnly(Map.entry(TsError.TRANSPORT, 1L), Map.entry(TsError.CONTINUITY, 1L));
    }

    @Test
    void countsTablesWithAWrongCrc() {
        // given
        byte[] section = TsFixture.mapSection(1, 0, VIDEO_PID, H264, VIDEO_PID);
        section[6] ^= 1;
        signal.slots(2).fixture.section(MAP_PID, section);

        // when
        feed(signal.slots(2));

        // then
        assertThat(raised()).containsExactly(Map.entry(TsError.CRC, 1L));
    }

    @Test
    void countsEachHalfSecondWithoutAPat() {
        // given: two seconds without
        signal.seconds(2).slots(50, false, true, true, true).seconds(2);

        // when
        feed(signal);

        // then
        assertThat(raised()).containsExactly(Map.entry(TsError.PAT, 3L));
        assertThat(analyser.report().tables().orElseThrow().longestMillis()).isCloseTo(2080, within(50.0));
    }

    @Test
    void countsAForeignTableWhereThePatBelongs() {
        // given
        signal.seconds(1)
                .fixture
                .section(
                        0,
                        TsFixture.longSection(
                                0x42, 1, 0, 0, 0, Unpooled.buffer().writeZero(8)));

        // when
        feed(signal.seconds(1));

        // then
        assertThat(analyser.count(TsError.PAT)).isEqualTo(1);
    }

    @Test
    void countsEachHalfSecondWithoutAPmt() {
        feed(signal.seconds(2).slots(50, true, false, true, true).seconds(2));

        assertThat(raised()).containsExactly(Map.entry(TsError.PMT, 3L));
    }

    @Test
    void countsScrambledTables() {
        // given: a PAT and a PMT with transport_scrambling_control
        signal.seconds(1);
        int at = signal.stream().writerIndex();
        signal.fixture.association(0).map(0, H264);
        signal.stream().setByte(at + 3, signal.stream().getByte(at + 3) | 0x80);
        signal.stream().setByte(at + 188 + 3, signal.stream().getByte(at + 188 + 3) | 0x80);

        // when
        feed(signal.seconds(1));

        // then
        assertThat(analyser.count(TsError.PAT)).isEqualTo(1);
        assertThat(analyser.count(TsError.PMT)).isEqualTo(1);
    }

    @Test
    void countsAStreamThatIsAnnouncedAndSilent() {
        feed(signal.seconds(1).slots(25 * 11, true, true, true, false).seconds(1));

        assertThat(analyser.count(TsError.PID)).isEqualTo(2);
    }

    @Test
    void countsClocksThatComeTooSeldomAndThatJump() {
        // given: 160 ms without a PCR, then a jump of ten minutes
        signal.seconds(1).slots(3, true, true, false, true).seconds(1);
        signal.jump(600 * TsClock.FREQUENCY).seconds(1);

        // when
        feed(signal);

        // then: the hole is a step of more than 100 ms as well
        assertThat(analyser.count(TsError.PCR_REPETITION)).isEqualTo(1);
        assertThat(analyser.count(TsError.PCR_DISCONTINUITY)).isEqualTo(2);
        assertThat(analyser.report().seconds()).isCloseTo(3.12, within(0.05));
    }

    @Test
    void allowsAJumpThatTheStreamAnnounces() {
        // given: discontinuity_indicator in the first packet behind the jump
        signal.seconds(1);
        int at = signal.stream().writerIndex();
        signal.jump(-TsClock.FREQUENCY / 2).seconds(1);
        signal.stream().setByte(at + 5, signal.stream().getByte(at + 5) | 0x80);

        // when
        feed(signal);

        // then
        assertThat(raised()).isEmpty();
        assertThat(pid(analyser.report(), VIDEO_PID).clock().orElseThrow().discontinuities())
                .isEqualTo(1);
    }

    @Test
    void countsAClockThatIsTwoMicrosecondsOffItsPlace() {
        // given
        signal.seconds(3);
        int at = 50 * TsSignal.SLOT * 188;
        TsPacket packet = new TsPacket().wrap(signal.stream(), at);
        packet.setPcr(packet.pcr() + 54);

        // when
        feed(signal);

        // then
        assertThat(raised()).containsExactly(Map.entry(TsError.PCR_ACCURACY, 1L));
        assertThat(accuracy()).isCloseTo(2000, within(20.0));
    }

    @Test
    void judgesNoAccuracyWhereTheRateIsNotConstant() {
        // given: null packets taken out
        byte[] bytes = signal.seconds(5).bytes();
        ByteBuf variable = Unpooled.buffer();
        TsPacket packet = new TsPacket();
        ByteBuf all = Unpooled.wrappedBuffer(bytes);
        for (int at = 0; at < bytes.length; at += 188) {
            if (packet.wrap(all, at).pid() != TsPacket.NULL_PID) {
                variable.writeBytes(bytes, at, 188);
            }
        }

        // when
        analyser.packets(variable, 0, variable.writerIndex(), 0);

        // then
        assertThat(raised()).isEmpty();
        assertThat(pid(analyser.report(), VIDEO_PID).clock().orElseThrow().accuracyNanos())
                .isEmpty();
    }

    @Test
    void countsStampsThatComeTooSeldom() {
        // given: a second without sound
        feed(signal.seconds(2).slots(25, true, true, true, false).seconds(1));

        // then
        assertThat(raised()).containsExactly(Map.entry(TsError.PTS, 1L));
    }

    @Test
    void countsScramblingWithoutConditionalAccess() {
        // given
        signal.seconds(4);
        scramble(signal.stream(), AUDIO_PID);

        // when
        feed(signal);

        // then
        assertThat(analyser.count(TsError.CAT)).isBetween(3L, 4L);
        assertThat(pid(analyser.report(), AUDIO_PID).scrambledPackets()).isEqualTo(300);
    }

    @Test
    void acceptsScramblingWithAConditionalAccessTable() {
        // given
        signal.fixture.section(1, TsFixture.longSection(0x01, 0xFFFF, 0, 0, 0, Unpooled.buffer()));
        signal.seconds(3);
        scramble(signal.stream(), AUDIO_PID);

        // when
        feed(signal);

        // then
        assertThat(analyser.count(TsError.CAT)).isZero();
    }

    @Test
    void tellsADamagedSyncByteFromALostSynchronisation() {
        feed(signal.slots(1));

        analyser.garbage(188);
        assertThat(raised()).containsOnly(Map.entry(TsError.SYNC_BYTE, 1L));

        analyser.garbage(300);
        assertThat(raised()).containsOnly(Map.entry(TsError.SYNC_BYTE, 2L), Map.entry(TsError.SYNC_LOSS, 1L));
        assertThat(analyser.report().garbage()).isEqualTo(488);
    }

    @Test
    void takesWhatComesBeforeTheFirstPacketForNoError() {
        analyser.garbage(100);

        assertThat(raised()).isEmpty();
        assertThat(analyser.report().garbage()).isEqualTo(100);
    }

    @Test
    void measuresJitterOfArrival() {
        // given: each second picture arrives 5 ms late
        TsAnalyser live = TsAnalyser.byArrival();
        signal.seconds(4);

        // when
        for (int i = 0; i < 100; i++) {
            long nanos = 123_456 + i * SLOT_NANOS + (i % 2) * 5_000_000L;
            live.packets(signal.stream(), i * TsSignal.SLOT * 188, TsSignal.SLOT * 188, nanos);
        }

        // then
        TsReport report = live.report();
        assertThat(report.byArrival()).isTrue();
        assertThat(report.seconds()).isCloseTo(3.965, within(0.001));
        assertThat(pid(report, VIDEO_PID).clock().orElseThrow().jitterMillis().orElseThrow())
                .isCloseTo(5, within(0.001));
        assertThat(raised(live)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsNoJitterInDatagramsOfAVariableRateThatAreOnTime(long seed) {
        // given: seven packets to a datagram, however long that takes; each is sent when its first packet is due
        Arrival arrival = new Arrival(variable(new Random(seed), 600), 7);

        // when
        TsAnalyser live = arrival.at(0, 0);

        // then: PCRs of three pictures in one datagram come together and are no jitter
        assertThat(jitter(live)).isLessThan(0.001);
        assertThat(raised(live)).isEmpty();
    }

    @Test
    void findsNoJitterInDatagramsOfAConstantRateWithFewClocks() {
        // given: a PCR each 80 ms, at 3.76 Mbit/s
        TsFixture fixture = new TsFixture().association(0).map(0, H264);
        for (int i = 0; i < 250; i++) {
            fixture.packet(VIDEO_PID, false, 27_000_000 + 2L * i * TsSignal.SLOT * TsSignal.TICKS, 0, new byte[0]);
            fixture.more(TsPacket.NULL_PID, 2 * TsSignal.SLOT - 1);
        }

        // when
        TsAnalyser live = new Arrival(fixture.bytes(), 7).at(0, 0);

        // then
        assertThat(jitter(live)).isLessThan(0.001);
    }

    @Test
    void takesNoDriftOfClocksForJitter() {
        // given: the sender's clock is 50 millionths slow, over 24 s
        Arrival arrival = new Arrival(variable(new Random(4), 600), 7);

        // when
        TsAnalyser live = arrival.at(50e-6, 0);

        // then: it would be half a millisecond in ten seconds
        assertThat(jitter(live)).isLessThan(0.002);
    }

    @Test
    void takesMoreThanADriftForJitter() {
        // given: what arrives falls behind by 3 ms a second
        Arrival arrival = new Arrival(variable(new Random(5), 600), 7);

        // when
        TsAnalyser live = arrival.at(0.003, 0);

        // then: 30 ms in ten seconds, but for the drift that is allowed
        assertThat(jitter(live)).isCloseTo(29, within(0.5));
    }

    @Test
    void measuresTheDelayOfADatagram() {
        // given: each fortieth datagram is 12 ms late
        Arrival arrival = new Arrival(variable(new Random(6), 600), 7);

        // when
        TsAnalyser live = arrival.at(0, 12_000_000);

        // then
        assertThat(jitter(live)).isCloseTo(12, within(0.01));
    }

    @Test
    void countsAnInputThatPauses() {
        // given: nothing arrives for two seconds, the clock does not jump
        TsAnalyser live = TsAnalyser.byArrival();
        signal.seconds(2);

        // when
        for (int i = 0; i < 50; i++) {
            long nanos = i * SLOT_NANOS + (i < 25 ? 0 : 2_000_000_000L);
            live.packets(signal.stream(), i * TsSignal.SLOT * 188, TsSignal.SLOT * 188, nanos);
        }

        // then
        assertThat(raised(live))
                .containsOnly(
                        Map.entry(TsError.PAT, 1L),
                        Map.entry(TsError.PMT, 1L),
                        Map.entry(TsError.PCR_REPETITION, 1L),
                        Map.entry(TsError.PTS, 2L));
    }

    @Test
    void readsTheNameOfAProgram() {
        // given: service_type 1, provider "Ring", name "Nëws" in UTF-8
        byte[] provider = "Ring".getBytes(StandardCharsets.UTF_8);
        byte[] name = "\u0015Nëws".getBytes(StandardCharsets.UTF_8);
        ByteBuf data = Unpooled.buffer().writeShort(1).writeByte(0xFF);
        data.writeShort(1).writeByte(0xFC).writeShort(0x8000 | 5 + provider.length + name.length);
        data.writeByte(0x48).writeByte(3 + provider.length + name.length).writeByte(1);
        data.writeByte(provider.length).writeBytes(provider);
        data.writeByte(name.length).writeBytes(name);
        signal.fixture.section(ServiceNames.PID, TsFixture.longSection(0x42, 1, 0, 0, 0, data));

        // when
        feed(signal.slots(2));

        // then
        TsReport.ProgramReport program = analyser.report().programs().get(0);
        assertThat(program.name()).isEqualTo("Nëws");
        assertThat(program.provider()).isEqualTo("Ring");
    }

    @Test
    void reportsInWordsAndInJson() throws Exception {
        // given
        signal.seconds(2).slots(25, false, true, true, true).seconds(1);

        // when
        feed(signal);
        TsReport report = analyser.report();

        // then
        assertThat(Json.read(Json.write(report), TsReport.class)).isEqualTo(report);
        assertThat(report.text())
                .startsWith(
                        "MPEG-TS, 4.0 s by its clock, 10000 packets, 3.760 Mbit/s, 0 bytes of garbage\nPAT version 0")
                .contains("program 1, PMT on 4096 version 0 every 80 ms, at most ")
                .contains("   256  H264  ")
                .contains("PCR every 40.0 ms, at most 40.0 ms; accuracy 0 ns;")
                .contains("TR 101 290 first priority: 1.3 PAT_error_2 1\n")
                .endsWith("TR 101 290 second priority: none\n");
    }

    @Test
    void saysOfNothingThatItIsNothing() {
        TsReport report = analyser.report();

        assertThat(report.seconds()).isZero();
        assertThat(report.programs()).isEmpty();
        assertThat(report.text()).startsWith("MPEG-TS, 0.0 s by its clock, 0 packets, 0.0 kbit/s");
    }

    @Test
    void allocatesNothingForPackets() {
        // given: nothing but video, sound and null packets, of which the first have been seen
        signal.slots(1).slots(500, false, false, true, true);
        int start = 3 * TsSignal.SLOT * 188;
        analyser.packets(signal.stream(), 0, start, 0);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();

        // when
        long before = threads.getThreadAllocatedBytes(id);
        analyser.packets(signal.stream(), start, signal.stream().writerIndex() - start, 0);
        long allocated = threads.getThreadAllocatedBytes(id) - before;

        // then: 49,800 packets, and no object is smaller than 16 bytes
        assertThat(allocated).isLessThan(50_000);
    }

    /** Pictures 40 ms apart, each of one to sixty packets and with a PCR, as a frugal encoder sends them. */
    private static byte[] variable(Random random, int pictures) {
        TsFixture fixture = new TsFixture();
        for (int i = 0; i < pictures; i++) {
            if (i % 2 == 0) {
                fixture.association(0).map(0, H264);
            }
            fixture.video(9000 + i * 3600L, 9000 + i * 3600L, 27_000_000L + i * 1_080_000L, i % 25 == 0);
            fixture.more(VIDEO_PID, random.nextInt(5) == 0 ? random.nextInt(60) : random.nextInt(3));
            fixture.audio(9000 + i * 3600L, -1);
        }
        return fixture.bytes();
    }

    /** A stream in datagrams, each of which is sent when the interpolated clock of its first packet comes. */
    private static final class Arrival {
        private final ByteBuf stream;
        private final int size;
        private final double[] ticks;
        private int timed;

        Arrival(byte[] bytes, int packetsEach) {
            stream = Unpooled.wrappedBuffer(bytes);
            size = packetsEach * TsPacket.SIZE;
            ticks = new double[bytes.length / TsPacket.SIZE];
            TsPacket packet = new TsPacket();
            int last = -1;
            for (int i = 0; i < ticks.length; i++) {
                if (packet.wrap(stream, i * TsPacket.SIZE).hasPcr()) {
                    ticks[i] = packet.pcr();
                    for (int between = last + 1; last >= 0 && between < i; between++) {
                        ticks[between] = ticks[last] + (ticks[i] - ticks[last]) * (between - last) / (i - last);
                    }
                    timed = last < 0 ? i : timed;
                    last = i;
                }
            }
            Arrays.fill(ticks, last + 1, ticks.length, -1);
        }

        /** @param drift by which the receiver's clock is faster, parts of one; and each fortieth datagram is {@code late} nanoseconds late */
        TsAnalyser at(double drift, long late) {
            TsAnalyser live = TsAnalyser.byArrival();
            for (int from = timed * TsPacket.SIZE, i = 0; from + size <= stream.writerIndex(); from += size, i++) {
                double due = ticks[from / TsPacket.SIZE];
                if (due < 0) {
                    break;
                }
                long nanos = Math.round((due - 27_000_000) / 27 * 1000 * (1 + drift)) + (i % 40 == 39 ? late : 0);
                live.packets(stream, from, size, nanos);
            }
            return live;
        }
    }

    private static double jitter(TsAnalyser live) {
        return pid(live.report(), VIDEO_PID)
                .clock()
                .orElseThrow()
                .jitterMillis()
                .orElseThrow();
    }

    private void feed(TsSignal bytes) {
        analyser.packets(bytes.stream(), 0, bytes.stream().writerIndex(), 0);
    }

    private Map<TsError, Long> raised() {
        return raised(analyser);
    }

    private static Map<TsError, Long> raised(TsAnalyser analyser) {
        Map<TsError, Long> raised = new EnumMap<>(TsError.class);
        for (TsError error : TsError.values()) {
            if (analyser.count(error) > 0) {
                raised.put(error, analyser.count(error));
            }
        }
        return raised;
    }

    private double accuracy() {
        return pid(analyser.report(), VIDEO_PID)
                .clock()
                .orElseThrow()
                .accuracyNanos()
                .orElseThrow();
    }

    private static TsReport.PidReport pid(TsReport report, int pid) {
        return report.pids().stream()
                .filter(candidate -> candidate.pid() == pid)
                .findFirst()
                .orElseThrow();
    }

    private static void scramble(ByteBuf stream, int pid) {
        for (int at = 0; at < stream.writerIndex(); at += 188) {
            if (TsPacket.pid(stream.getInt(at)) == pid) {
                stream.setByte(at + 3, stream.getByte(at + 3) | 0x80);
            }
        }
    }
}
