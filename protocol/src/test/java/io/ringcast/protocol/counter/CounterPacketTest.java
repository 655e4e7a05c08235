package io.ringcast.protocol.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CounterPacketTest {

    private final ByteBuf stream = Unpooled.buffer();

    @AfterEach
    void noLeaks() {
        stream.release();
        LeakPresenceDetector.check();
    }

    @Test
    void everyFieldIsWhereTheLayoutSays() {
        new CounterWriter(0x12).write(stream, 1, 0x0006_1234_5678_9ABCL);

        assertThat(stream.readableBytes()).isEqualTo(188);
        assertThat(hex(0, 4))
                .as("sync byte, flags and PID, payload only and continuity")
                .isEqualTo("471abc12");
        assertThat(hex(4, 4)).as("magic RCNT").isEqualTo("52434e54");
        assertThat(hex(8, 8)).as("sequence number").isEqualTo("0000000000000012");
        assertThat(hex(16, 8)).as("stamp").isEqualTo("0006123456789abc");
    }

    @Test
    void fillerIsSplitMix64OfTheSequenceNumber() {
        // The first outputs for seed 1234567 as published with the generator's reference implementation.
        new CounterWriter(1234567).write(stream, 1, 0);

        assertThat(stream.getLong(24)).isEqualTo(6457827717110365317L);
        assertThat(stream.getLong(32)).isEqualTo(3203168211198807973L);
        assertThat(stream.getLong(40)).isEqualTo(Long.parseUnsignedLong("9817491932198370423"));
    }

    @Test
    void continuityCounterFollowsTheSequenceNumber() {
        new CounterWriter(14).write(stream, 4, 0);

        int[] continuity = {14, 15, 0, 1};
        for (int i = 0; i < continuity.length; i++) {
            assertThat(stream.getByte(i * 188 + 3) & 0x0F).isEqualTo(continuity[i]);
        }
    }

    @Test
    void writerContinuesWhereItStopped() {
        CounterWriter writer = new CounterWriter(0);

        writer.write(stream, 2, 1);
        writer.write(stream, 1, 2);

        assertThat(stream.getLong(2 * 188 + 8)).isEqualTo(2);
        assertThat(stream.getLong(2 * 188 + 16)).isEqualTo(2);
        assertThat(writer.nextSequence()).isEqualTo(3);
    }

    @Test
    void stampsAreMicrosecondsOfTheUnixEpoch() {
        assertThat(CounterPacket.micros(Instant.parse("1970-01-02T00:00:00.000001999Z")))
                .isEqualTo(86_400_000_001L);
    }

    @Test
    void formatIsWholePacketsWithoutJoinPoints() {
        assertThat(CounterPacket.FORMAT.unitSize()).isEqualTo(188);
        assertThat(CounterPacket.FORMAT.hasJoinPoints()).isFalse();
    }

    @Test
    void refusesANegativeNumberOfPackets() {
        assertThatThrownBy(() -> new CounterWriter(0).write(stream, -1, 0)).hasMessage("packets: -1 (expected: >= 0)");
    }

    private String hex(int at, int length) {
        byte[] bytes = new byte[length];
        stream.getBytes(at, bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
