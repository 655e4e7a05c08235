package io.ringcast.protocol.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class PacketSyncTest {

    @Test
    void findsWhereFiveSyncBytesFollowEachOther() {
        // given: false sync bytes before the first packet, of which one has a fellow
        ByteBuf bytes = Unpooled.buffer().writeZero(300).writeBytes(packets(5));
        bytes.setByte(10, 0x47);
        bytes.setByte(100, 0x47).setByte(100 + 188, 0x47);

        // when
        int candidate = PacketSync.candidate(bytes, 0, bytes.writerIndex());

        // then
        assertThat(candidate).isEqualTo(300);
        assertThat(PacketSync.followed(bytes, candidate, bytes.writerIndex(), 188))
                .isEqualTo(PacketSync.CONSECUTIVE);
    }

    @Test
    void keepsACandidateOfWhichTooFewBytesHaveCome() {
        ByteBuf bytes = Unpooled.buffer().writeZero(50).writeBytes(packets(2));

        assertThat(PacketSync.candidate(bytes, 0, bytes.writerIndex())).isEqualTo(50);
        assertThat(PacketSync.followed(bytes, 50, bytes.writerIndex(), 188)).isEqualTo(2);
    }

    @Test
    void hasNoCandidateWithoutSyncBytes() {
        ByteBuf bytes = Unpooled.buffer().writeZero(1000);

        assertThat(PacketSync.candidate(bytes, 0, 1000)).isEqualTo(1000);
        assertThat(PacketSync.followed(bytes, 1000, 1000, 188)).isZero();
    }

    @Test
    void tellsTheDistanceBetweenPackets() {
        // given
        ByteBuf bytes = Unpooled.buffer().writeZero(2000);
        for (int at = 7; at < 2000; at += 204) {
            bytes.setByte(at, 0x47);
        }

        // when, then
        assertThat(PacketSync.candidate(bytes, 0, 2000)).isEqualTo(7);
        assertThat(PacketSync.stride(bytes, 7, 2000, PacketSync.CONSECUTIVE, 188))
                .isEqualTo(204);
        assertThat(PacketSync.stride(bytes, 7, 700, PacketSync.CONSECUTIVE, 188))
                .isZero();
        assertThat(PacketSync.stride(bytes, 7, 700, 4, 188)).isEqualTo(204);
    }

    private static byte[] packets(int count) {
        byte[] bytes = new byte[count * TsPacket.SIZE];
        for (int at = 0; at < bytes.length; at += TsPacket.SIZE) {
            bytes[at] = TsPacket.SYNC_BYTE;
        }
        return bytes;
    }
}
