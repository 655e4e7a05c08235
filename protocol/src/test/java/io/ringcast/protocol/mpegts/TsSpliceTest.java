package io.ringcast.protocol.mpegts;

import static io.ringcast.protocol.mpegts.TsFixture.AAC;
import static io.ringcast.protocol.mpegts.TsFixture.AUDIO_PID;
import static io.ringcast.protocol.mpegts.TsFixture.H264;
import static io.ringcast.protocol.mpegts.TsFixture.HEVC;
import static io.ringcast.protocol.mpegts.TsFixture.MAP_PID;
import static io.ringcast.protocol.mpegts.TsFixture.VIDEO_PID;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TsSpliceTest {

    private final TsSplice splice = new TsSplice();
    private final ByteBuf heard = Unpooled.buffer();

    @Test
    void leavesTheFirstInputAsItIs() {
        // given
        byte[] preamble = tables(H264);
        byte[] bytes = new TsSignal().seconds(3).bytes();

        // when
        play(preamble, bytes);

        // then
        assertThat(ByteBufUtil.getBytes(heard)).isEqualTo(joined(preamble, bytes));
        assertThat(splice.preamble(preamble)).isEqualTo(preamble);
    }

    @Test
    void changesNothingOfALaterInputThatFitsButTheCountersOfTables() {
        // given: one stream cut in two, the second part with the tables that came last before it
        TsSignal signal = new TsSignal().slots(50);
        int cut = signal.stream().writerIndex();
        byte[] all = signal.slots(50).bytes();
        byte[] rest = Arrays.copyOfRange(all, cut, all.length);
        play(tables(H264), Arrays.copyOf(all, cut));

        // when
        play(lastTables(all, cut), rest);

        // then: two packets of tables were put before it, behind which their counters go on
        byte[] spliced = ByteBufUtil.getBytes(heard, heard.writerIndex() - rest.length, rest.length);
        TsPacket packet = new TsPacket();
        for (int at = 0; at < rest.length; at += 188) {
            int pid = packet.wrap(Unpooled.wrappedBuffer(rest), at).pid();
            if (pid == 0 || pid == MAP_PID) {
                packet.setContinuityCounter(packet.continuityCounter() + 1);
            }
        }
        assertThat(Arrays.mismatch(spliced, rest)).isEqualTo(-1);
        assertThat(continuityErrors()).isZero();
    }

    @Test
    void carriesClocksStampsAndCountersOnOverASplice() {
        // given: two inputs whose clocks have nothing to do with each other, one of which wraps
        byte[] one = new TsSignal()
                .from(TsClock.MODULUS - 2 * TsClock.FREQUENCY)
                .seconds(3)
                .bytes();
        byte[] two = new TsSignal().from(777_777_777).seconds(3).bytes();

        // when
        play(tables(H264), one);
        play(tables(H264), two);
        play(tables(H264), one);

        // then
        assertRight();
        assertThat(stamps(VIDEO_PID)).hasSize(225);
        assertEven(stamps(VIDEO_PID), 3600);
        assertEven(stamps(AUDIO_PID), 3600);
    }

    @Test
    void followsTheLastFrameOfSoundHoweverManyCameTogether() {
        // given: PES packets of four frames of sound, the last one of a single frame
        byte[] one = longSound(0);
        byte[] two = longSound(987_654_300);

        // when
        play(tables(H264), one);
        play(tables(H264), two);
        play(tables(H264), one);

        // then: no gap and no overlap in either stream
        assertEven(stamps(VIDEO_PID), 3600);
        List<Long> sound = stamps(AUDIO_PID);
        assertThat(sound).hasSize(3 * 12);
        for (int i = 1; i < sound.size(); i++) {
            assertThat(TsClock.stampDifference(sound.get(i), sound.get(i - 1)))
                    .as("PES packet %d", i)
                    .isEqualTo(i % 12 == 0 ? 1920 : 4 * 1920);
        }
    }

    @Test
    void laysStreamsOntoThePidsThatListenersHave() {
        // given: the same programme as number 9 on other PIDs, the clock on its own
        play(tables(H264), new TsSignal().seconds(2).bytes());
        byte[] other = moved(new TsSignal().from(5_000_000).seconds(2).bytes(), 0x300, 0x301, 0x200, 9);

        // when
        play(Arrays.copyOf(other, 376), Arrays.copyOfRange(other, 376, other.length));

        // then
        assertRight();
        assertThat(pids()).containsOnly(0, MAP_PID, VIDEO_PID, AUDIO_PID, TsPacket.NULL_PID);
        assertThat(layouts()).hasSize(1);
        assertEven(stamps(VIDEO_PID), 3600);
    }

    @Test
    void namesAProgramByTheNumberThatListenersHave() {
        // given: program 9 with its name, which another service of the network had as number 1, in a table of two
        // packets
        play(tables(H264), new TsSignal().seconds(1).bytes());
        byte[] names = new TsFixture()
                .section(ServiceNames.PID, services(77, 9, "Nine", 1, "Elsewhere", 5, "Five".repeat(40)))
                .bytes();
        byte[] other = moved(new TsSignal().from(5_000_000).seconds(1).bytes(), 0x300, 0x301, 0x200, 9);
        byte[] rest = Arrays.copyOfRange(other, 376, other.length);

        // when: it comes twice, the second time with counters that go on
        byte[] again = names.clone();
        for (int at = 0; at < again.length; at += 188) {
            again[at + 3] = (byte) (again[at + 3] + 2);
        }
        play(Arrays.copyOf(other, 376), joined(joined(names, again), rest));

        // then
        assertThat(names).hasSize(2 * 188);
        TsAnalyser analyser = TsAnalyser.byClock();
        analyser.packets(heard, 0, heard.writerIndex(), 0);
        assertThat(analyser.count(TsError.CRC)).isZero();
        assertThat(analyser.count(TsError.CONTINUITY)).isZero();
        assertThat(analyser.report().programs())
                .extracting(TsReport.ProgramReport::name)
                .containsExactly("Nine");
        List<Section> sections = new ArrayList<>();
        SectionAssembler assembler = new SectionAssembler(ServiceNames.PID, (pid, section, packets, length) -> {
            byte[] copy = section.copy();
            sections.add(new Section(copy, copy.length));
        });
        TsPacket packet = new TsPacket();
        for (int at = 0; at < heard.writerIndex(); at += 188) {
            if (packet.wrap(heard, at).pid() == ServiceNames.PID) {
                assembler.read(packet);
            }
        }
        assertThat(sections).hasSize(1);
        assertThat(sections.get(0).tableIdExtension()).as("transport_stream_id").isEqualTo(1);
        ServiceNames read = new ServiceNames();
        read.read(sections.get(0));
        assertThat(read.of(9)).isEmpty();
        assertThat(read.of(1)).contains(new ServiceNames.Name("", "Nine"));
        assertThat(read.of(5)).isPresent();
    }

    @Test
    void leavesNamesAloneWhereNumbersStay() {
        // given
        play(tables(H264), new TsSignal().seconds(1).bytes());
        byte[] names =
                new TsFixture().section(ServiceNames.PID, services(1, 1, "One")).bytes();
        byte[] other = moved(new TsSignal().from(5_000_000).seconds(1).bytes(), 0x300, 0x301, 0x200, 1);
        int seam = heard.writerIndex();

        // when
        play(Arrays.copyOf(other, 376), joined(names, Arrays.copyOfRange(other, 376, other.length)));

        // then
        assertThat(ByteBufUtil.getBytes(heard, seam + 376, 188)).isEqualTo(names);
    }

    @Test
    void movesEntitlementMessagesThatWouldFallOntoAnotherStream() {
        // given: the messages of the next input are on the PID on which listeners have their sound, its sound elsewhere
        play(tables(H264), new TsSignal().seconds(1).bytes());
        byte[] map = scrambledMap(AUDIO_PID, 0x300);
        byte[] preamble = new TsFixture().association(0).section(MAP_PID, map).bytes();
        TsFixture two = new TsFixture()
                .video(4000, 4000, 1_200_000, true)
                .more(AUDIO_PID, 3)
                .packet(0x300, true, -1, 0, TsFixture.pes(0xC0, 4000, 4000));
        int seam = heard.writerIndex();

        // when
        play(preamble, two.bytes());

        // then: the map of a new version names the PID to which they went
        ProgramLayout.Program program =
                splice.listeners().orElseThrow().programs().get(0);
        List<Integer> access = new AccessDescriptors(program.section()).pids();
        assertThat(program.map().version()).isEqualTo(1);
        assertThat(program.map().streams()).extracting(ElementaryStream::pid).containsExactly(VIDEO_PID, AUDIO_PID);
        assertThat(access).hasSize(1).doesNotContain(AUDIO_PID, VIDEO_PID, MAP_PID);
        for (int i = 3; i < 6; i++) {
            assertThat(TsPacket.pid(heard.getInt(seam + i * 188))).isEqualTo(access.get(0));
        }
        assertThat(TsPacket.pid(heard.getInt(seam + 6 * 188))).isEqualTo(AUDIO_PID);
        assertThat(Crc32Mpeg.of(program.section(), program.section().length)).isZero();
    }

    @Test
    void announcesThatTheNextInputIsScrambled() {
        // given: the same streams, with messages on a free PID
        play(tables(H264), new TsSignal().seconds(1).bytes());
        byte[] preamble = new TsFixture()
                .association(0)
                .section(MAP_PID, scrambledMap(0x555, AUDIO_PID))
                .bytes();

        // when
        play(preamble, new TsFixture().video(4000, 4000, 1_200_000, true).bytes());
        byte[] first = splice.listeners().orElseThrow().programs().get(0).section();
        play(preamble, new TsFixture().video(4000, 4000, 1_200_000, true).bytes());

        // then: once
        assertThat(new AccessDescriptors(first).pids()).containsExactly(0x555);
        assertThat(layouts()).extracting(ProgramMap::version).containsExactly(0, 1);
    }

    @Test
    void announcesAStreamWithoutCounterpartOnAPidOfItsOwn() {
        // given: HEVC on the PID on which listeners have H.264
        play(tables(H264), new TsSignal().seconds(1).bytes());
        byte[] other = withVideo(new TsSignal().seconds(1).bytes(), HEVC);

        // when
        play(Arrays.copyOf(other, 376), Arrays.copyOfRange(other, 376, other.length));

        // then
        List<ProgramMap> maps = layouts();
        assertThat(maps).hasSize(2);
        assertThat(maps.get(1).version()).isEqualTo(1);
        assertThat(maps.get(1).streams())
                .extracting(ElementaryStream::codec)
                .containsExactly(Codec.HEVC, Codec.AAC_ADTS);
        int pid = maps.get(1).streams().get(0).pid();
        assertThat(pid).isNotIn(VIDEO_PID, AUDIO_PID, MAP_PID);
        assertThat(maps.get(1).pcrPid()).isEqualTo(pid);
        assertThat(maps.get(1).streams().get(1).pid()).isEqualTo(AUDIO_PID);
        assertThat(stamps(pid)).hasSize(25);
        assertEven(stamps(AUDIO_PID), 3600);
    }

    @Test
    void comesBackToTheTablesOfTheFirstInputWithANewVersionOnly() {
        // given
        byte[] one = new TsSignal().seconds(1).bytes();
        byte[] two = withVideo(one, HEVC);
        play(tables(H264), one);
        play(Arrays.copyOf(two, 376), two);

        // when
        play(tables(H264), one);

        // then: H.264 has its PID again
        ProgramMap last = splice.listeners().orElseThrow().maps().get(0);
        assertThat(last.version()).isEqualTo(2);
        assertThat(last.streams()).extracting(ElementaryStream::pid).containsExactly(VIDEO_PID, AUDIO_PID);
        assertThat(continuityErrors()).isZero();
    }

    @Test
    void givesNoPidToAnotherCodecThanItHadBefore() {
        // given: H.264, then HEVC, then MPEG-2, all on the same PID of their inputs
        byte[] one = new TsSignal().seconds(1).bytes();
        play(tables(H264), one);
        byte[] two = withVideo(one, HEVC);
        play(Arrays.copyOf(two, 376), two);

        // when
        byte[] three = withVideo(one, TsFixture.MPEG2);
        play(Arrays.copyOf(three, 376), three);

        // then
        List<ProgramMap> maps = layouts();
        assertThat(maps).hasSize(3);
        assertThat(maps.stream().map(map -> map.streams().get(0).pid()).distinct())
                .hasSize(3);
        assertThat(maps)
                .allSatisfy(map -> assertThat(map.streams().get(1).pid()).isEqualTo(AUDIO_PID));
    }

    @Test
    void goesThroughASpliceUnseenByAnAnalyser() {
        // given: inputs of other PIDs and clocks, in all orders
        List<byte[]> inputs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            byte[] signal = new TsSignal()
                    .from(i * 1_234_567_890_123L % TsClock.MODULUS)
                    .seconds(2)
                    .bytes();
            inputs.add(moved(signal, 0x100 + i % 3, 0x110 + i, 0x90 + i, 1 + i % 2));
        }

        // when
        for (byte[] input : inputs) {
            play(Arrays.copyOf(input, 376), Arrays.copyOfRange(input, 376, input.length));
        }

        // then
        assertRight();
    }

    @Test
    void givesWhoJoinsLaterTheTablesThatListenersHave() {
        // given
        play(tables(H264), new TsSignal().seconds(1).bytes());
        byte[] other = moved(new TsSignal().from(99).seconds(1).bytes(), 0x300, 0x301, 0x200, 9);
        byte[] parameters = new TsFixture()
                .packet(0x300, true, -1, 0, TsFixture.pes(0xE0, 9000, 9000))
                .bytes();
        byte[] preamble = joined(Arrays.copyOf(other, 376), parameters);
        play(Arrays.copyOf(other, 376), Arrays.copyOfRange(other, 376, other.length));
        ByteBuf repetition = Unpooled.copiedBuffer(other, 0, 376);
        splice.restamp(repetition, 0, 376);

        // when
        byte[] given = splice.preamble(preamble);

        // then: the tables are those of the repetition before, the rest is moved like the stream
        assertThat(Arrays.copyOf(given, 376)).isEqualTo(ByteBufUtil.getBytes(repetition));
        TsPacket packet = new TsPacket().wrap(Unpooled.wrappedBuffer(given), 376);
        PesHeader pes = new PesHeader();
        assertThat(given).hasSize(3 * 188);
        assertThat(packet.pid()).isEqualTo(VIDEO_PID);
        assertThat(pes.wrap(packet)).isTrue();
        assertThat(pes.pts()).isNotEqualTo(9000);
        assertThat(splice.preamble(preamble)).isEqualTo(given);
    }

    @Test
    void spreadsATableOfManyPacketsOverTheOnesThatCome() {
        // given: listeners have a PMT of five packets, the next input repeats one of one packet
        int[] streams = new int[2 * 150];
        for (int i = 0; i < 150; i++) {
            streams[2 * i] = i == 0 ? H264 : i == 1 ? AAC : 0x06;
            streams[2 * i + 1] = i < 2 ? VIDEO_PID + i : 0x400 + i;
        }
        byte[] many = new TsFixture()
                .association(0)
                .section(MAP_PID, TsFixture.mapSection(1, 0, VIDEO_PID, streams))
                .bytes();
        play(many, new TsFixture().video(9000, 9000, 100, true).bytes());

        // when
        play(tables(H264), new TsSignal().seconds(2).bytes());

        // then
        assertThat(continuityErrors()).isZero();
        assertThat(layouts()).hasSize(1);
        assertThat(layouts().get(0).streams()).hasSize(150);
    }

    @Test
    void movesEachServiceWithItsOwnClock() {
        // given: two programs, the clock of the second one an hour ahead in the first input, a day in the next
        byte[] one = twoPrograms(0, 3600 * TsClock.FREQUENCY, 0);
        byte[] two = twoPrograms(5_000_000, 86_400 * TsClock.FREQUENCY, 1);

        // when
        play(Arrays.copyOf(one, 3 * 188), Arrays.copyOfRange(one, 3 * 188, one.length));
        play(Arrays.copyOf(two, 3 * 188), Arrays.copyOfRange(two, 3 * 188, two.length));

        // then
        assertThat(continuityErrors()).isZero();
        assertEven(stamps(0x100), 3600);
        assertEven(stamps(0x200), 3600);
        assertThat(TsClock.stampDifference(stamps(0x200).get(60), stamps(0x100).get(60)))
                .isEqualTo(3600 * TsClock.STAMP_FREQUENCY);
    }

    @Test
    void movesTwoServicesOnOneClockByTheSameAmount() {
        // given: both programs refer to the PCR of the first; the second one's sound is a second ahead
        byte[] one = sharedClock(0, 0);
        byte[] two = sharedClock(700_000_000, 90_000);

        // when
        play(Arrays.copyOf(one, 3 * 188), Arrays.copyOfRange(one, 3 * 188, one.length));
        int seam = heard.writerIndex();
        play(Arrays.copyOf(two, 3 * 188), Arrays.copyOfRange(two, 3 * 188, two.length));

        // then: what they have between them stays
        List<Long> first = stamps(0x100, seam);
        List<Long> second = stamps(0x200, seam);
        assertThat(TsClock.stampDifference(second.get(0), first.get(0))).isEqualTo(90_000);
    }

    @Test
    void saysThatTheClockJumpsWherePayloadIsScrambled() {
        // given
        play(tables(H264), new TsSignal().seconds(1).bytes());
        TsSignal scrambled = new TsSignal().from(900_000_000).seconds(1);
        for (int at = 0; at < scrambled.stream().writerIndex(); at += 188) {
            int pid = TsPacket.pid(scrambled.stream().getInt(at));
            if (pid == VIDEO_PID || pid == AUDIO_PID) {
                scrambled.stream().setByte(at + 3, scrambled.stream().getByte(at + 3) | 0x80);
            }
        }
        byte[] bytes = scrambled.bytes();
        int seam = heard.writerIndex();

        // when
        play(tables(H264), bytes);

        // then: its clock stays, its counters run on
        TsPacket packet = new TsPacket().wrap(heard, seam + 376);
        assertThat(packet.discontinuity()).isTrue();
        assertThat(packet.pcr()).isEqualTo(900_000_000);
        assertThat(continuityErrors()).isZero();
        assertThat(announcedJumps(seam)).isEqualTo(1);
    }

    @Test
    void movesSpliceInformationWithTheStamps() {
        // given: a splice_insert on a PID of its own, sent twice, and one with a wrong CRC
        TsFixture one = cued().video(9000, 9000, 300 * 5000, true);
        play(Arrays.copyOf(one.bytes(), 376), Arrays.copyOfRange(one.bytes(), 376, one.bytes().length));
        byte[] section = spliceInfo(TsClock.STAMP_MODULUS - 100);
        byte[] wrong = section.clone();
        wrong[wrong.length - 1] ^= 1;
        TsFixture two = cued().video(4000, 4000, 300 * 1000, true)
                .section(0x1F0, section)
                .section(0x1F0, wrong);
        byte[] bytes = two.bytes();
        byte[] twice = joined(bytes, Arrays.copyOfRange(bytes, bytes.length - 188, bytes.length));
        int seam = heard.writerIndex();

        // when
        play(Arrays.copyOf(bytes, 376), Arrays.copyOfRange(twice, 376, twice.length));

        // then: by 5001 ticks, the 5000 from stamp to stamp and the one unit that must follow
        byte[] moved = ByteBufUtil.getBytes(heard, seam + 3 * 188 + 5, section.length);
        assertThat(adjustment(moved)).isEqualTo(4901);
        assertThat(Crc32Mpeg.of(moved, moved.length)).isZero();
        byte[] stillWrong = ByteBufUtil.getBytes(heard, seam + 4 * 188 + 5, section.length);
        assertThat(adjustment(stillWrong)).isEqualTo(4901);
        assertThat(Crc32Mpeg.of(stillWrong, stillWrong.length)).isNotZero();
        assertThat(ByteBufUtil.getBytes(heard, seam + 5 * 188 + 4, 184))
                .isEqualTo(ByteBufUtil.getBytes(heard, seam + 4 * 188 + 4, 184));
        assertThat(splice.unreachedStamps()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 9, 12, 16, 17, 18, 19})
    void movesSpliceInformationThatLiesInTwoPackets(int first) {
        // given: so many bytes of the section in one packet, behind a section of stuffing, the rest in the next
        TsFixture one = cued().video(9000, 9000, 300 * 5000, true);
        play(Arrays.copyOf(one.bytes(), 376), Arrays.copyOfRange(one.bytes(), 376, one.bytes().length));
        byte[] section = spliceInfo(TsClock.STAMP_MODULUS - 100);
        TsFixture two = cued().video(4000, 4000, 300 * 1000, true);
        straddle(two, section, first);
        byte[] bytes = two.bytes();
        int seam = heard.writerIndex();

        // when
        play(Arrays.copyOf(bytes, 376), Arrays.copyOfRange(bytes, 376, bytes.length));

        // then
        byte[] moved = joined(
                ByteBufUtil.getBytes(heard, seam + 4 * 188 - first, first),
                ByteBufUtil.getBytes(heard, seam + 4 * 188 + 5, section.length - first));
        assertThat(adjustment(moved)).isEqualTo(4901);
        assertThat(Crc32Mpeg.of(moved, moved.length)).isZero();
        assertThat(splice.unreachedStamps()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7, 8})
    void leavesSpliceInformationOfWhichTheTimeItselfLiesInTwoPackets(int first) {
        // given
        TsFixture one = cued().video(9000, 9000, 300 * 5000, true);
        play(Arrays.copyOf(one.bytes(), 376), Arrays.copyOfRange(one.bytes(), 376, one.bytes().length));
        TsFixture two = cued().video(4000, 4000, 300 * 1000, true);
        straddle(two, spliceInfo(77), first);
        byte[] bytes = two.bytes();

        // when
        play(Arrays.copyOf(bytes, 376), Arrays.copyOfRange(bytes, 376, bytes.length));

        // then: it is counted
        assertThat(ByteBufUtil.getBytes(heard, heard.writerIndex() - 376, 376))
                .isEqualTo(Arrays.copyOfRange(bytes, bytes.length - 376, bytes.length));
        assertThat(splice.unreachedStamps()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0xA0, 0xE0})
    void movesTheClockOfAnElementaryStream(int flags) {
        // given: a PES header with an ESCR behind none, one or both stamps, before another that has a PTS
        play(tables(H264), new TsFixture().video(9000, 9000, -1, true).bytes());
        long escr = TsClock.MODULUS - 299;
        byte[] header = withEscr(flags, 2000, escr);
        TsFixture two = new TsFixture().packet(VIDEO_PID, true, -1, 0, header).video(2000, 2000, -1, false);

        // when
        play(tables(H264), two.bytes());

        // then: by 7001 ticks of 90 kHz, and nothing else is changed
        PesHeader pes = new PesHeader();
        assertThat(pes.wrap(new TsPacket().wrap(heard, heard.writerIndex() - 376)))
                .isTrue();
        assertThat(pes.escr()).isEqualTo(TsClock.add(escr, 7001L * 300));
        assertThat(ByteBufUtil.getBytes(heard, heard.writerIndex() - 188 - header.length, header.length))
                .isEqualTo(withEscr(flags, 9001, TsClock.add(escr, 7001L * 300)));
    }

    @Test
    void movesTheNextDecodingTimeInAnAdaptationField() {
        // given: an extension with seamless_splice, DTS_next_AU 3000
        play(tables(H264), new TsFixture().video(9000, 9000, -1, true).bytes());
        byte[] field = {0x47, 0x41, 0x00, 0x30, 8, 0x01, 6, 0x20, 0x01, 0x00, 0x01, 0x17, 0x71};
        byte[] payload = TsFixture.pes(0xE0, 2000, 2000);
        ByteBuf packet = Unpooled.buffer().writeBytes(field).writeBytes(payload).writeZero(188 - 13 - 150);

        // when
        play(tables(H264), ByteBufUtil.getBytes(packet));

        // then: moved as the PTS
        TsPacket moved = new TsPacket().wrap(heard, heard.writerIndex() - 188);
        PesHeader pes = new PesHeader();
        assertThat(pes.wrap(moved)).isTrue();
        assertThat(pes.pts()).isEqualTo(9001);
        assertThat(new AdaptationField().wrap(moved).nextDts()).isEqualTo(10_001);
    }

    @Test
    void showsTheNextInputBehindAPictureThatWasSentAheadOfOthers() {
        // given: the last picture is shown three later than it is decoded, those between did not come
        byte[] one = new TsFixture()
                .video(9000 + 3600, 9000, 100, true)
                .more(VIDEO_PID, 2)
                .video(12_600 + 4 * 3600, 12_600, -1, false)
                .bytes();
        byte[] two = new TsFixture().video(2000 + 3600, 2000, 100, true).bytes();
        play(tables(H264), one);

        // when
        play(tables(H264), two);

        // then
        TsPacket packet = new TsPacket().wrap(heard, heard.writerIndex() - 188);
        PesHeader pes = new PesHeader();
        assertThat(pes.wrap(packet)).isTrue();
        assertThat(pes.pts()).isEqualTo(12_600 + 5 * 3600);
        assertThat(pes.dts()).isEqualTo(12_600 + 4 * 3600);
    }

    @Test
    void followsTheTablesOfAnInputThatIsLaidOutAsItCame() {
        // given: the first input changes its sound
        TsFixture fixture = new TsFixture().association(0).map(0, H264).video(9000, 9000, 100, true);
        fixture.section(MAP_PID, TsFixture.mapSection(1, 1, VIDEO_PID, H264, VIDEO_PID, 0x81, 0x150));
        fixture.video(12_600, 12_600, 200, true);
        byte[] bytes = fixture.bytes();

        // when
        play(Arrays.copyOf(bytes, 376), Arrays.copyOfRange(bytes, 376, bytes.length));

        // then
        assertThat(ByteBufUtil.getBytes(heard)).isEqualTo(bytes);
        assertThat(splice.listeners().orElseThrow().maps().get(0).version()).isEqualTo(1);
    }

    @Test
    void laysOutAnewWhenALaterInputChangesItsTables() {
        // given: the second input begins to carry a second sound while it runs
        play(tables(H264), new TsSignal().seconds(1).bytes());
        byte[] two = moved(new TsSignal().seconds(1).bytes(), 0x300, 0x301, 0x200, 9);
        play(Arrays.copyOf(two, 376), Arrays.copyOfRange(two, 376, two.length));
        TsFixture more = new TsFixture()
                .section(0x200, TsFixture.mapSection(9, 1, 0x300, H264, 0x300, AAC, 0x301, 0x81, VIDEO_PID))
                .packet(VIDEO_PID, true, -1, 0, TsFixture.pes(0xBD, 100, 100));
        ByteBuf packets = more.stream();

        // when
        splice.restamp(packets, 0, packets.writerIndex());

        // then: it gets a PID that is free
        ProgramMap map = splice.listeners().orElseThrow().maps().get(0);
        assertThat(map.version()).isEqualTo(1);
        assertThat(map.streams()).hasSize(3);
        int pid = map.streams().get(2).pid();
        assertThat(pid).isNotIn(VIDEO_PID, AUDIO_PID, MAP_PID);
        assertThat(TsPacket.pid(packets.getInt(188))).isEqualTo(pid);
    }

    @Test
    void hidesWhatIsInNoTableAndWouldFallOntoAPidOfListeners() {
        // given: packets of nobody on the PID of listeners' sound
        play(tables(H264), new TsSignal().seconds(1).bytes());
        byte[] two = moved(new TsSignal().seconds(1).bytes(), 0x300, 0x301, 0x200, 9);
        ByteBuf stray = new TsFixture().more(AUDIO_PID, 3).more(0x555, 1).stream();
        play(Arrays.copyOf(two, 376), joined(Arrays.copyOfRange(two, 376, two.length), bytes(stray)));

        // when, then
        int from = heard.writerIndex() - 4 * 188;
        assertThat(TsPacket.pid(heard.getInt(from))).isEqualTo(TsPacket.NULL_PID);
        assertThat(TsPacket.pid(heard.getInt(from + 3 * 188))).isEqualTo(0x555);
        assertThat(continuityErrors()).isZero();
    }

    @Test
    void allocatesNothingForPackets() {
        // given
        play(tables(H264), new TsSignal().seconds(1).bytes());
        byte[] two = moved(
                new TsSignal()
                        .from(5)
                        .slots(1)
                        .slots(500, false, false, true, true)
                        .bytes(),
                0x300,
                0x301,
                0x200,
                9);
        ByteBuf packets = Unpooled.copiedBuffer(two);
        splice.begin(Arrays.copyOf(two, 376), packets, 376, 100 * 188);
        splice.restamp(packets, 376, 300 * 188);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();

        // when
        long before = threads.getThreadAllocatedBytes(id);
        splice.restamp(packets, 400 * 188, 49_000 * 188);
        long allocated = threads.getThreadAllocatedBytes(id) - before;

        // then: no object is smaller than 16 bytes
        assertThat(allocated).isLessThan(49_000);
    }

    @Test
    void survivesPreamblesAndPacketsOfRandomBytes() {
        Random random = new Random(17);
        for (int i = 0; i < 300; i++) {
            // given
            byte[] bytes = new TsSignal().slots(3).bytes();
            for (int j = 0; j < random.nextInt(200); j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            byte[] preamble = random.nextBoolean() ? tables(H264) : Arrays.copyOf(bytes, 5 * 188);

            // when, then: no exception, and no sync byte lost
            byte[] lead = splice.begin(preamble, Unpooled.wrappedBuffer(bytes), 0, bytes.length);
            splice.restamp(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
            assertThat(lead.length % 188).isZero();
            assertThat(splice.preamble(preamble).length % 188).isZero();
        }
    }

    private void play(byte[] preamble, byte[] bytes) {
        ByteBuf packets = Unpooled.copiedBuffer(bytes);
        heard.writeBytes(splice.begin(preamble, packets, 0, bytes.length));
        int at = 0;
        Random random = new Random(3);
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 188 * (1 + random.nextInt(40)));
            splice.restamp(packets, at, length);
            at += length;
        }
        heard.writeBytes(packets, 0, bytes.length);
    }

    /** Nothing that an analyser would count, but that the rate is not constant where tables were put in. */
    private void assertRight() {
        TsAnalyser analyser = TsAnalyser.byClock();
        analyser.packets(heard, 0, heard.writerIndex(), 0);
        for (TsError error : TsError.values()) {
            if (error != TsError.PCR_ACCURACY) {
                assertThat(analyser.count(error)).as(error.title()).isZero();
            }
        }
    }

    private static void assertEven(List<Long> stamps, long step) {
        for (int i = 1; i < stamps.size(); i++) {
            assertThat(TsClock.stampDifference(stamps.get(i), stamps.get(i - 1)))
                    .as("stamp %d", i)
                    .isEqualTo(step);
        }
    }

    private List<Long> stamps(int pid) {
        return stamps(pid, 0);
    }

    private List<Long> stamps(int pid, int from) {
        List<Long> stamps = new ArrayList<>();
        TsPacket packet = new TsPacket();
        PesHeader pes = new PesHeader();
        for (int at = from; at < heard.writerIndex(); at += 188) {
            if (packet.wrap(heard, at).pid() == pid && pes.wrap(packet) && pes.hasPts()) {
                stamps.add(pes.dts());
            }
        }
        return stamps;
    }

    private List<Integer> pids() {
        List<Integer> pids = new ArrayList<>();
        for (int at = 0; at < heard.writerIndex(); at += 188) {
            pids.add(TsPacket.pid(heard.getInt(at)));
        }
        return pids.stream().distinct().toList();
    }

    /** The different maps of the first program, in order. */
    private List<ProgramMap> layouts() {
        List<ProgramMap> maps = new ArrayList<>();
        ProgramTables tables = new ProgramTables();
        TsPacket packet = new TsPacket();
        for (int at = 0; at < heard.writerIndex(); at += 188) {
            packet.wrap(heard, at);
            if (tables.isTablePid(packet.pid()) && tables.read(packet)) {
                tables.firstProgram().filter(map -> !maps.contains(map)).ifPresent(maps::add);
            }
        }
        return maps;
    }

    private long continuityErrors() {
        ContinuityChecker checker = new ContinuityChecker();
        TsPacket packet = new TsPacket();
        for (int at = 0; at < heard.writerIndex(); at += 188) {
            checker.check(packet.wrap(heard, at));
        }
        return checker.errors();
    }

    private int announcedJumps(int from) {
        int jumps = 0;
        TsPacket packet = new TsPacket();
        for (int at = from; at < heard.writerIndex(); at += 188) {
            jumps += packet.wrap(heard, at).discontinuity() ? 1 : 0;
        }
        return jumps;
    }

    /** 24 pictures and as long a sound: 45 frames of AAC at 48 kHz, by four to a PES packet. */
    private static byte[] longSound(long start) {
        TsFixture fixture = new TsFixture();
        for (int i = 0; i < 24; i++) {
            long stamp = start / 300 + 9000 + i * 3600L;
            fixture.video(stamp, stamp, start + i * 3600L * 300, i == 0).more(VIDEO_PID, 2);
            if (i % 2 == 0) {
                int frames = i == 22 ? 1 : 4;
                long heard = start / 300 + 9000 + 4L * 1920 * (i / 2);
                fixture.packet(AUDIO_PID, true, -1, 0, TsFixture.pes(0xC0, heard, heard, adts(frames, 136 / frames)));
            }
        }
        return fixture.bytes();
    }

    /** Frames of AAC at 48 kHz of so many bytes each. */
    private static byte[] adts(int frames, int length) {
        ByteBuf data = Unpooled.buffer();
        for (int i = 0; i < frames; i++) {
            data.writeMedium(0xFFF14C).writeByte(0x80 | length >> 11).writeByte(length >> 3);
            data.writeByte((length & 7) << 5).writeByte(0xFC).writeZero(length - 7);
        }
        return bytes(data);
    }

    private static byte[] tables(int streamType) {
        return new TsFixture().association(0).map(0, streamType).bytes();
    }

    /** The packets of PAT and PMT that came last before {@code end}. */
    private static byte[] lastTables(byte[] packets, int end) {
        byte[] tables = new byte[376];
        for (int at = 0; at < end; at += 188) {
            int pid = TsPacket.pid(Unpooled.wrappedBuffer(packets).getInt(at));
            if (pid == 0 || pid == MAP_PID) {
                System.arraycopy(packets, at, tables, pid == 0 ? 0 : 188, 188);
            }
        }
        return tables;
    }

    /** The signal on other PIDs and with another number, with its tables before it. */
    private static byte[] moved(byte[] signal, int video, int audio, int mapPid, int number) {
        byte[] map = TsFixture.mapSection(number, 0, video, H264, video, AAC, audio);
        return retabled(signal, map, video, audio, mapPid, number);
    }

    private static byte[] withVideo(byte[] signal, int streamType) {
        byte[] map = TsFixture.mapSection(1, 0, VIDEO_PID, streamType, VIDEO_PID, AAC, AUDIO_PID);
        return retabled(signal, map, VIDEO_PID, AUDIO_PID, MAP_PID, 1);
    }

    private static byte[] retabled(byte[] signal, byte[] map, int video, int audio, int mapPid, int number) {
        TsFixture tables = new TsFixture()
                .section(0, TsFixture.associationSection(0, 0, 0, number, mapPid))
                .section(mapPid, map);
        ByteBuf out = Unpooled.copiedBuffer(tables.bytes(), signal);
        TsPacket packet = new TsPacket();
        for (int at = 376; at < out.writerIndex(); at += 188) {
            packet.wrap(out, at);
            int counter = packet.continuityCounter();
            switch (packet.pid()) {
                case VIDEO_PID -> packet.setPid(video);
                case AUDIO_PID -> packet.setPid(audio);
                case 0 -> {
                    out.setBytes(at, tables.bytes(), 0, 188);
                    packet.wrap(out, at).setContinuityCounter(counter + 1);
                }
                case MAP_PID -> {
                    out.setBytes(at, tables.bytes(), 188, 188);
                    packet.wrap(out, at).setContinuityCounter(counter + 1);
                }
                default -> {}
            }
        }
        return bytes(out);
    }

    private static byte[] twoPrograms(long start, long ahead, int shift) {
        TsFixture fixture = new TsFixture()
                .section(0, TsFixture.associationSection(0, 0, 0, 1, 0x50, 2, 0x60))
                .section(0x50, TsFixture.mapSection(1, 0, 0x100 + shift, H264, 0x100 + shift))
                .section(0x60, TsFixture.mapSection(2, 0, 0x200 + shift, H264, 0x200 + shift));
        for (int i = 0; i < 50; i++) {
            picture(fixture, 0x100 + shift, start + i * 3600L * 300);
            picture(fixture, 0x200 + shift, start + ahead + i * 3600L * 300);
        }
        return fixture.bytes();
    }

    private static byte[] sharedClock(long start, long ahead) {
        TsFixture fixture = new TsFixture()
                .section(0, TsFixture.associationSection(0, 0, 0, 1, 0x50, 2, 0x60))
                .section(0x50, TsFixture.mapSection(1, 0, 0x100, H264, 0x100))
                .section(0x60, TsFixture.mapSection(2, 0, 0x100, AAC, 0x200));
        for (int i = 0; i < 20; i++) {
            picture(fixture, 0x100, start + i * 3600L * 300);
            long stamp = start / 300 + 9000 + i * 3600L + ahead;
            fixture.packet(0x200, true, -1, 0, TsFixture.pes(0xC0, stamp, stamp));
        }
        return fixture.bytes();
    }

    private static void picture(TsFixture fixture, int pid, long clock) {
        long stamp = clock / 300 + 9000;
        fixture.packet(pid, true, clock, 0x40, TsFixture.pes(0xE0, stamp, stamp));
    }

    /** A program with H.264 and SCTE 35. */
    private static TsFixture cued() {
        return new TsFixture()
                .association(0)
                .section(MAP_PID, TsFixture.mapSection(1, 0, VIDEO_PID, H264, VIDEO_PID, 0x86, 0x1F0));
    }

    // ANSI/SCTE 35, 9.6.1, with a splice_null command.
    private static byte[] spliceInfo(long adjustment) {
        ByteBuf section = Unpooled.buffer();
        section.writeByte(0xFC);
        section.writeShort(0x3000 | 17);
        section.writeByte(0);
        section.writeByte((int) (adjustment >>> 32));
        section.writeInt((int) adjustment);
        section.writeByte(0);
        section.writeMedium(0xFFF000);
        section.writeByte(0);
        section.writeShort(0);
        section.writeInt(Crc32Mpeg.of(section.array(), section.writerIndex()));
        return bytes(section);
    }

    /** A service description table with a descriptor of each number and name. */
    private static byte[] services(int transportStreamId, Object... numbersAndNames) {
        ByteBuf data = Unpooled.buffer().writeShort(1).writeByte(0xFF);
        for (int i = 0; i < numbersAndNames.length; i += 2) {
            byte[] name = ((String) numbersAndNames[i + 1]).getBytes(StandardCharsets.ISO_8859_1);
            data.writeShort((Integer) numbersAndNames[i]).writeByte(0xFC).writeShort(0x8000 | 5 + name.length);
            data.writeByte(0x48).writeByte(3 + name.length).writeByte(1);
            data.writeByte(0).writeByte(name.length).writeBytes(name);
        }
        return TsFixture.longSection(ServiceNames.TABLE_ID, transportStreamId, 0, 0, 0, data);
    }

    /** A PMT of program 1 with H.264 and AAC and a CA_descriptor of the whole program. */
    private static byte[] scrambledMap(int accessPid, int audioPid) {
        ByteBuf data = Unpooled.buffer().writeShort(0xE000 | VIDEO_PID).writeShort(0xF000 | 6);
        data.writeByte(0x09).writeByte(4).writeShort(0x0B00).writeShort(0xE000 | accessPid);
        data.writeByte(H264).writeShort(0xE000 | VIDEO_PID).writeShort(0xF000);
        data.writeByte(AAC).writeShort(0xE000 | audioPid).writeShort(0xF000);
        return TsFixture.longSection(0x02, 1, 0, 0, 0, data);
    }

    /** Two packets with {@code section}, of which {@code first} bytes are in the first, behind a private section. */
    private static void straddle(TsFixture fixture, byte[] section, int first) {
        ByteBuf payload = Unpooled.buffer().writeByte(0);
        int other = 184 - 1 - first;
        payload.writeByte(0x80).writeShort(0x3000 | other - 3).writeZero(other - 3);
        payload.writeBytes(section, 0, first);
        fixture.packet(0x1F0, true, -1, 0, bytes(payload));
        payload.clear().writeByte(section.length - first).writeBytes(section, first, section.length - first);
        while (payload.writerIndex() < 184) {
            payload.writeByte(0xFF);
        }
        fixture.packet(0x1F0, true, -1, 0, bytes(payload));
    }

    /** A PES packet of video with an ESCR, 100 bytes long. */
    private static byte[] withEscr(int flags, long stamp, long escr) {
        int stamps = (flags & 0xC0) == 0xC0 ? 2 : (flags & 0x80) != 0 ? 1 : 0;
        ByteBuf pes =
                Unpooled.buffer().writeMedium(1).writeByte(0xE0).writeShort(0).writeByte(0x80);
        pes.writeByte(flags).writeByte(5 * stamps + 6);
        for (int i = 0; i < stamps; i++) {
            pes.writeByte((stamps == 1 ? 2 : 3 - 2 * i) << 4 | (int) (stamp >> 29 & 0x0E) | 1);
            pes.writeShort((int) (stamp >> 14 & 0xFFFE) | 1).writeShort((int) (stamp << 1 & 0xFFFE) | 1);
        }
        long base = escr / 300;
        long bits = 3L << 46
                | base >> 30 << 43
                | 1L << 42
                | (base >> 15 & 0x7FFF) << 27
                | 1L << 26
                | (base & 0x7FFF) << 11
                | 1L << 10
                | escr % 300 << 1
                | 1;
        pes.writeInt((int) (bits >>> 16)).writeShort((int) bits);
        while (pes.writerIndex() < 100) {
            pes.writeByte(0x5A);
        }
        return bytes(pes);
    }

    private static long adjustment(byte[] section) {
        return (section[4] & 1L) << 32 | Unpooled.wrappedBuffer(section).getUnsignedInt(5);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return bytes(Unpooled.wrappedBuffer(first, second));
    }

    private static byte[] bytes(ByteBuf buffer) {
        return ByteBufUtil.getBytes(buffer);
    }
}
