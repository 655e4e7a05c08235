package io.ringcast.protocol.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.api.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What reads packets, on packets that are damaged at random. A second each; for longer {@code mvn test -pl protocol
 * -Dtest=TsFuzzTest#analyser -Dfuzz.seconds=600}.
 */
@Tag("fuzz")
final class TsFuzzTest {

    @Test
    void analyser() {
        Fuzz.run("analyser", random -> {
            // given
            byte[] bytes = Fuzz.changed(Fuzz.shuffled(Fuzz.stream(random), random), random);
            TsAnalyser analyser = random.nextBoolean() ? TsAnalyser.byClock() : TsAnalyser.byArrival();
            ContinuityChecker checker = new ContinuityChecker();
            TsPacket packet = new TsPacket();
            ByteBuf buffer = Unpooled.wrappedBuffer(bytes);

            // when
            long nanos = random.nextLong();
            int at = 0;
            while (at < bytes.length) {
                int length = Math.min(bytes.length - at, 188 * (1 + random.nextInt(100)));
                analyser.packets(buffer, at, length, nanos += random.nextInt(100_000_000));
                at += length;
            }
            for (int from = 0; from < bytes.length; from += 188) {
                checker.check(packet.wrap(buffer, from));
            }

            // then
            TsReport report = analyser.report();
            assertThat(report.packets()).isEqualTo(bytes.length / 188);
            assertThat(report.pids().stream()
                            .mapToLong(TsReport.PidReport::packets)
                            .sum())
                    .isEqualTo(report.packets());
            assertThat(analyser.count(TsError.CONTINUITY)).isEqualTo(checker.errors());
            assertThat(report.text()).contains("TR 101 290");
            assertThat(Json.write(report)).startsWith("{");
        });
    }

    @Test
    void joins() {
        Fuzz.run("joins", random -> {
            // given: starts of access units are dense
            List<Codec> codecs = List.of(Codec.values());
            Codec codec = codecs.get(random.nextInt(codecs.size()));
            byte[] bytes = Fuzz.shuffled(Fuzz.stream(random), random);
            for (int i = 0; i < bytes.length / 40; i++) {
                int at = random.nextInt(bytes.length - 5);
                if (at % 188 > 20 && at % 188 < 180) {
                    bytes[at] = 0;
                    bytes[at + 1] = 0;
                    bytes[at + 2] = 1;
                    bytes[at + 3] = (byte) random.nextInt();
                }
            }
            bytes = Fuzz.changed(bytes, random);
            JoinDetector detector = new JoinDetector(codec);
            TsPacket packet = new TsPacket();
            PesHeader pes = new PesHeader();
            ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
            int perhaps = -1;

            // when, then: a preamble is whole packets that count up to the join point
            for (int at = 0; at < bytes.length; at += 188) {
                packet.wrap(buffer, at);
                JoinSign sign = detector.look(packet);
                if (sign == JoinSign.PERHAPS) {
                    perhaps = packet.continuityCounter();
                }
                int joined = sign == JoinSign.THERE ? perhaps : packet.continuityCounter();
                boolean found = sign == JoinSign.HERE || sign == JoinSign.THERE;
                if (found && detector.preamble().length > 0) {
                    ByteBuf preamble = Unpooled.wrappedBuffer(detector.preamble());
                    assertThat(preamble.readableBytes() % 188).isZero();
                    TsPacket last = new TsPacket().wrap(preamble, preamble.readableBytes() - 188);
                    assertThat(last.continuityCounter() + 1 & 0x0F).isEqualTo(joined);
                    assertThat(pes.wrap(new TsPacket().wrap(preamble, 0))).isTrue();
                }
            }
        });
    }

    @Test
    void tables() {
        Fuzz.run("tables", random -> {
            // given: sections of noise with a right CRC between others
            TsFixture fixture = new TsFixture();
            for (int i = 0; i < 20; i++) {
                byte[] noise = new byte[random.nextInt(random.nextBoolean() ? 30 : 1000)];
                random.nextBytes(noise);
                int pid = random.nextBoolean() ? 0 : random.nextBoolean() ? TsFixture.MAP_PID : 0x11;
                int table = pid == 0 ? 0 : pid == 0x11 ? 0x42 : 2;
                switch (random.nextInt(4)) {
                    case 0 -> fixture.association(random.nextInt(32));
                    case 1 -> fixture.section(TsFixture.MAP_PID, Fuzz.map(random));
                    default ->
                        fixture.section(
                                pid,
                                TsFixture.longSection(
                                        table,
                                        1 + random.nextInt(2),
                                        random.nextInt(32),
                                        random.nextInt(3),
                                        random.nextInt(3),
                                        Unpooled.wrappedBuffer(noise)));
                }
            }
            byte[] bytes = Fuzz.changed(Fuzz.shuffled(fixture.bytes(), random), random);
            ProgramTables tables = new ProgramTables();
            TableWatch watch = new TableWatch(new ErrorCounts());
            TsPacket packet = new TsPacket();

            // when
            for (int at = 0; at < bytes.length; at += 188) {
                packet.wrap(Unpooled.wrappedBuffer(bytes), at);
                tables.read(packet);
                watch.read(packet, new StreamTime(true), at);
            }

            // then
            assertThat(tables.packets().length % 188).isZero();
            assertThat(tables.mapPids()).hasSizeLessThanOrEqualTo(ProgramTables.MAX_PROGRAMS);
            tables.layout().ifPresent(layout -> assertThat(layout.maps()).isNotEmpty());
        });
    }

    @Test
    void mapping() {
        Fuzz.run("mapping", random -> {
            // given
            ProgramLayout listeners = layout(random);

            for (int i = 0; i < 5; i++) {
                // when
                ProgramLayout input = layout(random);
                ProgramMapping mapping = ProgramMapping.onto(listeners, input);

                // then: nothing falls together, the tables are right, and what is sent says the same
                assertThat(twice(mapping, input).cardinality()).isZero();
                ProgramLayout sent = ProgramLayout.read(mapping.tablePackets()).orElseThrow();
                assertThat(mapping.result().maps()).containsAll(sent.maps());
                listeners = mapping.result();
            }
        });
    }

    @Test
    void splice() {
        Fuzz.run("splice", random -> {
            TsSplice splice = new TsSplice();
            for (int i = 0; i < 4; i++) {
                // given
                byte[] whole = Fuzz.stream(random);
                byte[] input = Fuzz.changed(Fuzz.shuffled(whole, random), random);
                for (int at = 0; at < input.length; at += 188) {
                    input[at] = 0x47;
                }
                byte[] preamble = preamble(random);
                byte[] before = input.clone();
                ByteBuf packets = Unpooled.wrappedBuffer(input);

                // when
                byte[] lead = splice.begin(preamble, packets, 0, input.length);
                int at = 0;
                while (at < input.length) {
                    int length = Math.min(input.length - at, 188 * (1 + random.nextInt(50)));
                    splice.restamp(packets, at, length);
                    at += length;
                }

                // then: whole packets stay, and the first input stays as it is to the bit
                assertThat(lead.length % 188).isZero();
                assertThat(splice.preamble(preamble).length % 188).isZero();
                assertThat(unaligned(input)).isZero();
                if (i == 0) {
                    assertThat(Arrays.mismatch(input, before)).isEqualTo(-1);
                }
            }
        });
    }

    @Test
    void spliceOfWholeInputs() {
        Fuzz.run("splice of whole inputs", random -> {
            // given: inputs without damage, on PIDs and clocks of their own
            TsSplice splice = new TsSplice();
            ByteBuf heard = Unpooled.buffer();
            for (int i = 0; i < 4; i++) {
                byte[] input = new TsSignal()
                        .from((random.nextLong() & Long.MAX_VALUE) % TsClock.MODULUS)
                        .slots(2 + random.nextInt(6))
                        .bytes();
                int shift = random.nextInt(3);
                ByteBuf packets = Unpooled.wrappedBuffer(input);
                for (int at = 0; at < input.length; at += 188) {
                    TsPacket packet = new TsPacket().wrap(packets, at);
                    if (packet.pid() == TsFixture.VIDEO_PID || packet.pid() == TsFixture.AUDIO_PID) {
                        packet.setPid(packet.pid() + shift);
                    } else if (packet.pid() == 0 || packet.pid() == TsFixture.MAP_PID) {
                        packet.setPid(TsPacket.NULL_PID);
                    }
                }
                byte[] preamble = new TsFixture()
                        .association(0)
                        .section(
                                TsFixture.MAP_PID,
                                TsFixture.mapSection(
                                        1,
                                        0,
                                        0x100 + shift,
                                        TsFixture.H264,
                                        0x100 + shift,
                                        TsFixture.AAC,
                                        0x101 + shift))
                        .bytes();

                // when
                heard.writeBytes(splice.begin(preamble, packets, 0, input.length));
                splice.restamp(packets, 0, input.length);
                heard.writeBytes(packets, 0, input.length);
            }

            // then: nothing an analyser would count
            TsAnalyser analyser = TsAnalyser.byClock();
            analyser.packets(heard, 0, heard.writerIndex(), 0);
            for (TsError error : List.of(
                    TsError.CONTINUITY, TsError.PCR_DISCONTINUITY, TsError.PCR_REPETITION, TsError.CRC, TsError.PID)) {
                assertThat(analyser.count(error)).as(error.title()).isZero();
            }
            assertThat(clocksBack(heard)).isZero();
        });
    }

    @Test
    void replay() {
        Fuzz.run("replay", random -> {
            // given: a stream that breaks somewhere, and goes on from somewhere before with other clocks and counters
            byte[] all = new TsSignal()
                    .from(random.nextInt() & 0x7FFF_FFFF)
                    .slots(20 + random.nextInt(30))
                    .bytes();
            int packets = all.length / 188;
            int cut = packets / 2 + random.nextInt(packets / 2);
            int again = random.nextInt(cut - 400);
            ReplayFilter filter = new ReplayFilter(random.nextBoolean() ? 1 << 17 : 3000);
            filter.sent(Unpooled.wrappedBuffer(all), 0, cut * 188);
            byte[] rest = Arrays.copyOfRange(all, again * 188, all.length);
            long ahead = random.nextBoolean() ? 0 : 300L * random.nextInt(1 << 30);
            int counters = random.nextInt(16);
            TsPacket packet = new TsPacket();
            for (int at = 0; at < rest.length; at += 188) {
                packet.wrap(Unpooled.wrappedBuffer(rest), at);
                packet.setContinuityCounter(packet.continuityCounter() + counters);
                if (packet.hasPcr()) {
                    packet.setPcr(TsClock.add(packet.pcr(), ahead));
                }
            }
            ByteBuf news = Unpooled.buffer()
                    .writeBytes(new TsFixture().more(TsPacket.NULL_PID, 9).bytes());
            news.writeBytes(new TsFixture()
                            .association(0)
                            .map(0, TsFixture.H264)
                            .bytes())
                    .writeBytes(rest);

            // when
            assertThat(filter.begin()).isTrue();
            PrintTrail.Verdict verdict = PrintTrail.Verdict.UNDECIDED;
            int at = 0;
            while (at < news.writerIndex()
                    && (verdict == PrintTrail.Verdict.UNDECIDED || verdict == PrintTrail.Verdict.REPLAYED)) {
                int length = Math.min(news.writerIndex() - at, 188 * (1 + random.nextInt(60)));
                verdict = filter.look(news, at, length);
                at += length;
            }

            // then: it is found where the stream broke, but for packets that nobody would miss
            assertThat(verdict).isEqualTo(PrintTrail.Verdict.CAUGHT_UP);
            int expected = 11 * 188 + (cut - again) * 188;
            assertThat(filter.freshFrom()).isLessThanOrEqualTo(expected);
            for (int skipped = filter.freshFrom(); skipped < expected; skipped += 188) {
                assertThat(TsPacket.pid(news.getInt(skipped))).isIn(TsPacket.NULL_PID, 0, TsFixture.MAP_PID);
            }
            assertThat(Math.floorMod(filter.clockDelta() + ahead, TsClock.MODULUS))
                    .isZero();
        });
    }

    /** PIDs onto which two of the input go. */
    private static BitSet twice(ProgramMapping mapping, ProgramLayout input) {
        BitSet targets = new BitSet();
        BitSet twice = new BitSet();
        BitSet maps = new BitSet();
        input.programs().forEach(program -> maps.set(program.mapPid()));
        for (int pid = PidPool.FIRST_FREE; pid < TsPacket.NULL_PID; pid++) {
            int to = mapping.pid(pid);
            if (to != TsPacket.NULL_PID && !maps.get(pid)) {
                twice.set(to, targets.get(to) || twice.get(to));
                targets.set(to);
            }
        }
        return twice;
    }

    /** Packets without a sync byte. */
    private static int unaligned(byte[] packets) {
        int count = packets.length % 188;
        for (int at = 0; at < packets.length; at += 188) {
            count += packets[at] == 0x47 ? 0 : 1;
        }
        return count;
    }

    private static int clocksBack(ByteBuf heard) {
        int back = 0;
        long last = -1;
        TsPacket packet = new TsPacket();
        for (int at = 0; at < heard.writerIndex(); at += 188) {
            packet.wrap(heard, at);
            if (packet.hasPcr()) {
                back += last >= 0 && TsClock.difference(packet.pcr(), last) < 0 ? 1 : 0;
                last = packet.pcr();
            }
        }
        return back;
    }

    private static byte[] preamble(Random random) {
        TsFixture fixture =
                new TsFixture().association(random.nextInt(32)).section(TsFixture.MAP_PID, Fuzz.map(random));
        byte[] preamble = random.nextBoolean() ? fixture.map(0, TsFixture.H264).bytes() : fixture.bytes();
        return random.nextInt(5) == 0 ? Fuzz.changed(preamble, random) : preamble;
    }

    private static ProgramLayout layout(Random random) {
        while (true) {
            TsFixture fixture = new TsFixture();
            int mapPid = 0x100 + random.nextInt(10);
            fixture.section(0, TsFixture.associationSection(random.nextInt(32), 0, 0, 1, mapPid, 2, 0x50, 3, 0x51));
            List<Integer> pids = new ArrayList<>(List.of(mapPid, 0x50, 0x51));
            for (int pid : pids) {
                fixture.section(pid, Fuzz.map(random));
            }
            ProgramLayout layout = ProgramLayout.read(fixture.bytes()).orElse(null);
            if (layout != null) {
                return layout;
            }
        }
    }
}
