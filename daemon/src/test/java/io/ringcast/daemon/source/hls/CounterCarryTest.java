package io.ringcast.daemon.source.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Continuity counters over segments, however their bytes are split. */
final class CounterCarryTest {

    private static final int PAYLOAD = 0x10;
    private static final int ADAPTATION = 0x20;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<ByteBuf> given = new ArrayList<>();
    private final CounterCarry carry = new CounterCarry(ByteBufAllocator.DEFAULT, bytes -> {
        given.add(bytes);
        out.writeBytes(ByteBufUtil.getBytes(bytes));
    });

    @AfterEach
    void checkLeaks() {
        LeakPresenceDetector.check();
    }

    @Test
    void letsThroughWhatGoesOnByItself() {
        ByteBuf first = Unpooled.wrappedBuffer(segment(packet(256, PAYLOAD, 14), packet(256, PAYLOAD, 15)));
        ByteBuf second = Unpooled.wrappedBuffer(segment(packet(256, PAYLOAD, 0), packet(257, PAYLOAD, 9)));

        carry.begin(true);
        carry.take(first);
        carry.begin(false);
        carry.take(second);

        assertThat(given.get(0)).isSameAs(first);
        assertThat(given.get(1)).isSameAs(second);
    }

    @Test
    void carriesCountersOnThatBeginAgain() {
        byte[] segment = segment(
                packet(0, PAYLOAD, 0),
                packet(256, PAYLOAD, 0),
                packet(8191, PAYLOAD, 7),
                packet(256, ADAPTATION, 0),
                packet(256, PAYLOAD, 1),
                packet(256, PAYLOAD, 2));
        for (int piece = 1; piece < 400; piece += 3) {
            out.reset();
            carry.begin(true);
            take(segment, piece);
            carry.begin(false);
            take(segment, piece);

            assertThat(counters(0)).as("pieces of %d", piece).containsExactly(0, 1);
            assertThat(counters(256)).as("pieces of %d", piece).containsExactly(0, 0, 1, 2, 3, 3, 4, 5);
            assertThat(counters(8191)).containsExactly(7, 7);
        }
    }

    @Test
    void beginsAnewWithWhatDoesNotContinue() {
        byte[] segment = segment(packet(256, PAYLOAD, 3));

        carry.begin(true);
        take(segment, 188);
        carry.begin(true);
        take(segment, 188);

        assertThat(counters(256)).containsExactly(3, 3);
    }

    @Test
    void touchesNothingThatIsNoPacket() {
        byte[] bytes = new byte[1000];
        Arrays.fill(bytes, (byte) 'G');
        bytes[0] = 0;

        carry.begin(true);
        take(bytes, 100);
        carry.begin(false);
        take(bytes, 100);

        assertThat(Arrays.copyOf(out.toByteArray(), bytes.length)).isEqualTo(bytes);
        assertThat(Arrays.copyOfRange(out.toByteArray(), bytes.length, 2 * bytes.length))
                .isEqualTo(bytes);
    }

    private void take(byte[] segment, int piece) {
        for (int from = 0; from < segment.length; from += piece) {
            carry.take(Unpooled.wrappedBuffer(segment, from, Math.min(piece, segment.length - from)));
        }
    }

    private List<Integer> counters(int pid) {
        byte[] all = out.toByteArray();
        List<Integer> counters = new ArrayList<>();
        for (int at = 0; at < all.length; at += 188) {
            assertThat(all[at]).isEqualTo((byte) 0x47);
            if (((all[at + 1] & 0x1F) << 8 | (all[at + 2] & 0xFF)) == pid) {
                counters.add(all[at + 3] & 0x0F);
            }
        }
        return counters;
    }

    private static byte[] packet(int pid, int control, int counter) {
        byte[] packet = new byte[188];
        packet[0] = 0x47;
        packet[1] = (byte) (pid >> 8);
        packet[2] = (byte) pid;
        packet[3] = (byte) (control | counter);
        return packet;
    }

    private static byte[] segment(byte[]... packets) {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        for (byte[] packet : packets) {
            segment.writeBytes(packet);
        }
        return segment.toByteArray();
    }
}
