package io.ringcast.protocol.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets of SAP, byte for byte. */
final class SapPacketTest {

    private static final String TYPE = hex("application/sdp") + "00";

    @Test
    void announcesFromAnIpv4Address() throws Exception {
        SapPacket packet = new SapPacket(false, 0xBEEF, InetAddress.getByName("10.0.0.1"), "v=0\r\n");

        assertThat(written(packet))
                .isEqualTo(String.join(
                        "", //
                        "20", // version 1, IPv4, announcement, not encrypted, not compressed
                        "00", // authentication of no length
                        "beef", // message id hash
                        "0a000001", // originating source
                        TYPE,
                        hex("v=0\r\n")));
    }

    @Test
    void takesBackFromAnIpv6Address() throws Exception {
        SapPacket packet = new SapPacket(
                        false, 7, InetAddress.getByName("fd00::2"), "v=0\r\no=- 1 1 IN IP6 fd00::2\r\ns=a\r\n")
                .deleted();

        assertThat(written(packet))
                .isEqualTo(String.join(
                        "", //
                        "34", // version 1, IPv6, deletion
                        "00",
                        "0007",
                        "fd000000000000000000000000000002",
                        TYPE,
                        hex("o=- 1 1 IN IP6 fd00::2\r\n"))); // only which session it was
    }

    @Test
    void hasAnotherHashWhenTheDescriptionIsAnother() throws Exception {
        InetAddress source = InetAddress.getByName("10.0.0.1");

        SapPacket one = SapPacket.of(source, "v=0\r\ns=One\r\n");

        assertThat(SapPacket.of(source, "v=0\r\ns=One\r\n").hash()).isEqualTo(one.hash());
        assertThat(SapPacket.of(source, "v=0\r\ns=Two\r\n").hash()).isNotEqualTo(one.hash());
        assertThat(SapPacket.of(source, "").hash()).isEqualTo(1);
        assertThat(new SapPacket(false, 0xFFFF, source, "").withNextHash().hash())
                .isEqualTo(1);
        assertThatThrownBy(() -> new SapPacket(false, 0, source, "")).hasMessage("hash: 0 (expected: from 1 to 65535)");
    }

    @Test
    void readsWhatItWrites() throws Exception {
        SapPacket packet = new SapPacket(true, 99, InetAddress.getByName("fd00::2"), "v=0\r\ns=Grüße\r\n");

        assertThat(SapPacket.read(Unpooled.wrappedBuffer(HexFormat.of().parseHex(written(packet)))))
                .contains(packet);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "2000", // cut in the head
                "20000001 0a000001", // no body
                "40000001 0a000001 763d300d0a", // another version
                "22000001 0a000001 763d300d0a", // encrypted
                "21000001 0a000001 763d300d0a", // compressed
                "20000000 0a000001 763d300d0a", // without a hash
                "20ff0001 0a000001 763d300d0a", // more authentication than there is
                "20000001 0a000001 746578742f706c61696e00763d300d0a" // text/plain
            })
    void readsNothingElse(String bytes) {
        assertThat(SapPacket.read(Unpooled.wrappedBuffer(HexFormat.of().parseHex(bytes.replace(" ", "")))))
                .isEmpty();
    }

    @Test
    void readsDescriptionsWithoutAType() {
        byte[] bytes = HexFormat.of().parseHex("200000010a000001763d300d0a");

        assertThat(SapPacket.read(Unpooled.wrappedBuffer(bytes)).map(SapPacket::description))
                .contains("v=0\r\n");
    }

    @Test
    void readsAnyBytesWithoutFailing() {
        SplittableRandom random = new SplittableRandom(2974);

        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) (0x20 | (bytes[0] & 0x14));
            }
            assertThat(SapPacket.read(Unpooled.wrappedBuffer(bytes))).isNotNull();
        }
    }

    private static String written(SapPacket packet) {
        ByteBuf to = Unpooled.buffer();
        packet.write(to);
        return ByteBufUtil.hexDump(to);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
