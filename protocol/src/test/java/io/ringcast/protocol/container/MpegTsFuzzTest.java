package io.ringcast.protocol.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.protocol.mpegts.Fuzz;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What finds packets, on streams that are cut, glued and damaged at random. A second each; for longer {@code mvn test -pl protocol
 * -Dtest=MpegTsFuzzTest#parser -Dfuzz.seconds=600}.
 */
@Tag("fuzz")
final class MpegTsFuzzTest {

    @AfterEach
    void checkLeaks() {
        LeakPresenceDetector.check();
    }

    @Test
    void parser() {
        Fuzz.run("parser", random -> {
            // given
            int stride = new int[] {188, 188, 192, 204}[random.nextInt(4)];
            byte[] bytes = Fuzz.changed(Fuzz.shuffled(Fuzz.stream(random), random), random);
            byte[] spread = spread(bytes, stride, random);
            boolean tempting = random.nextBoolean();
            byte[] damaged = Fuzz.torn(spread, tempting, random);

            // when
            RecordingSink sink = parse(damaged, random);

            // then: aligned, and every byte is in a packet, between packets, or counted as garbage
            byte[] units = sink.units();
            assertThat(unaligned(units)).isZero();
            int taken = units.length + sink.garbage;
            assertThat(taken).isLessThanOrEqualTo(damaged.length);
            if (stride == 188 && !tempting) {
                assertThat(taken).isEqualTo(damaged.length);
            }
            assertThat(sink.joins)
                    .allSatisfy(join -> assertThat(join.preamble().size() % 188).isZero());
        });
    }

    @Test
    void parserOfAlignedStreams() {
        Fuzz.run("parser of aligned streams", random -> {
            // given: sync bytes are right, what is between them is not
            int stride = new int[] {188, 192, 204}[random.nextInt(3)];
            byte[] bytes = Fuzz.changed(Fuzz.shuffled(Fuzz.stream(random), random), random);
            for (int at = 0; at < bytes.length; at += 188) {
                bytes[at] = 0x47;
            }
            byte[] spread = spread(bytes, stride, random);

            // when
            RecordingSink one = parse(spread, random);
            RecordingSink other = parse(spread, random);

            // then: nothing is lost, and the same is said however it is split
            assertThat(Arrays.mismatch(one.units(), bytes)).isEqualTo(-1);
            assertThat(Arrays.mismatch(other.units(), bytes)).isEqualTo(-1);
            assertThat(one.garbage + other.garbage).isZero();
            assertThat(other.joins).isEqualTo(one.joins);
            assertThat(other.clocks).isEqualTo(one.clocks);
        });
    }

    private static int unaligned(byte[] packets) {
        int count = packets.length % 188;
        for (int at = 0; at < packets.length; at += 188) {
            count += packets[at] == 0x47 ? 0 : 1;
        }
        return count;
    }

    @Test
    void detector() {
        Fuzz.run("detector", random -> {
            // given
            int stride = new int[] {188, 192, 204}[random.nextInt(3)];
            byte[] bytes = Fuzz.torn(spread(Fuzz.stream(random), stride, random), random.nextBoolean(), random);
            int from = random.nextInt(Math.max(1, bytes.length - 2000));
            ByteBuf prefix = Unpooled.wrappedBuffer(bytes, from, random.nextInt(Math.min(1500, bytes.length - from)));

            // when, then: an answer, and a final one when there are bytes enough
            Detection detection = FormatDetector.detect(prefix, random.nextBoolean());
            if (prefix.readableBytes() >= FormatDetector.MAX_PREFIX) {
                assertThat(detection).isNotInstanceOf(Detection.NeedsMore.class);
            }
            assertThat(FormatDetector.detect(prefix, true)).isNotInstanceOf(Detection.NeedsMore.class);
        });
    }

    private static RecordingSink parse(byte[] bytes, Random random) {
        RecordingSink sink = new RecordingSink();
        try (UnitParser parser = UnitParsers.forFormat(Format.MPEG_TS, UnpooledByteBufAllocator.DEFAULT)) {
            int at = 0;
            while (at < bytes.length) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 60 : 8000));
                parser.parse(Unpooled.wrappedBuffer(bytes, at, length), sink);
                at += length;
            }
            parser.end(sink);
        }
        return sink;
    }

    private static byte[] spread(byte[] packets, int stride, Random random) {
        ByteBuf out = Unpooled.buffer();
        byte[] extra = new byte[stride - 188];
        for (int at = 0; at < packets.length; at += 188) {
            random.nextBytes(extra);
            if (stride == 192) {
                out.writeBytes(extra);
            }
            out.writeBytes(packets, at, 188);
            if (stride == 204) {
                out.writeBytes(extra);
            }
        }
        return Arrays.copyOf(out.array(), out.writerIndex());
    }
}
