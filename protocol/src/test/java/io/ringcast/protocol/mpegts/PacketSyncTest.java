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
        assertThat(PacketSync.followed(bytes, candidate, bytes.writerIndex())).isEqualTo(PacketSync.CONSECUTIVE);
    }

    @Test
    void keepsACandidateOfWhichTooFewBytesHaveCome() {
        ByteBuf bytes = Unpooled.buffer().writeZero(50).writeBytes(packets(2));

        assertThat(PacketSync.candidate(bytes, 0, bytes.writerIndex())).isEqualTo(50);
        assertThat(PacketSync.followed(bytes, 50, bytes.writerIndex())).isEqualTo(2);
    }

    @Test
    void hasNoCandidateWithoutSyncBytes() {
        ByteBuf bytes = Unpooled.buffer().writeZero(1000);

        assertThat(PacketSync.candidate(bytes, 0, 1000)).isEqualTo(1000);
        assertThat(PacketSync.followed(bytes, 1000, 1000)).isZero();
    }

    private static byte[] packets(int count) {
        byte[] bytes = new byte[count * TsPacket.SIZE];
        for (int at = 0; at < bytes.length; at += TsPacket.SIZE) {
            bytes[at] = TsPacket.SYNC_BYTE;
        }
        return bytes;
    }
}
