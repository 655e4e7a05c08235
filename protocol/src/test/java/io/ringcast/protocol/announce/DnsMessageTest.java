package io.ringcast.protocol.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ringcast.protocol.announce.DnsMessage.Question;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of multicast DNS, byte for byte. */
final class DnsMessageTest {

    private static final DnsName HTTP = DnsName.of("_http", "_tcp", "local");
    private static final DnsName NEWS = HTTP.prefixed("News");
    private static final DnsName BOX = DnsName.of("box", "local");

    @Test
    void saysWhereAServiceIs() throws Exception {
        DnsMessage message = DnsMessage.response(
                List.of(DnsRecord.service(NEWS, BOX, 8000), DnsRecord.text(NEWS, List.of("path=/news"))),
                List.of(DnsRecord.address(BOX, InetAddress.getByName("10.0.0.1"))));

        assertThat(written(message))
                .isEqualTo(String.join(
                        "", //
                        "0000", // id
                        "8400", // a response, authoritative
                        "0000 0002 0000 0001".replace(" ", ""), // questions, answers, authorities, additionals
                        "044e657773 055f68747470 045f746370 056c6f63616c 00".replace(" ", ""), // News._http._tcp.local
                        "0021 8001 00000078 0011".replace(" ", ""), // SRV, the only one, 120 s, 17 bytes
                        "0000 0000 1f40 03626f78056c6f63616c00".replace(" ", ""), // 8000 of box.local
                        "c00c", // the name at 12
                        "0010 8001 00001194 000b".replace(" ", ""), // TXT, the only one, 4500 s, 11 bytes
                        "0a706174683d2f6e657773", // path=/news
                        "03626f78 c01c".replace(" ", ""), // box, and the name at 28: local
                        "0001 8001 00000078 0004 0a000001".replace(" ", "")));
    }

    @Test
    void claimsNamesWithoutCallingThemItsOwn() {
        DnsMessage probe = DnsMessage.probe(
                List.of(new Question(NEWS, DnsRecord.ANY, true)), List.of(DnsRecord.service(NEWS, BOX, 80)));

        assertThat(written(probe))
                .startsWith("0000 0000 0001 0000 0001 0000".replace(" ", ""))
                .contains("00ff8001") // ANY, an answer for itself is wanted
                .contains("c00c00210001"); // SRV, not yet the only one
        assertThat(read(written(probe)).authorities()).containsExactly(DnsRecord.service(NEWS, BOX, 80));
    }

    @Test
    void saysWhichTypesThereAre() {
        DnsRecord only = DnsRecord.onlyTypes(BOX, List.of(DnsRecord.A, DnsRecord.AAAA));

        assertThat(HexFormat.of().formatHex(only.data())).isEqualTo("03626f78056c6f63616c00" + "0004" + "40000008");
    }

    @Test
    void readsWhatItWrites() throws Exception {
        List<DnsRecord> records = List.of(
                DnsRecord.pointer(HTTP, NEWS),
                DnsRecord.service(NEWS, BOX, 8000),
                DnsRecord.text(NEWS, List.of()),
                DnsRecord.address(BOX, InetAddress.getByName("fd00::1")).goodbye());
        DnsMessage message = new DnsMessage(
                0, false, true, List.of(new Question(HTTP, DnsRecord.PTR, false)), records, List.of(), records);

        DnsMessage read = read(written(message));

        assertThat(read).isEqualTo(message);
        assertThat(read.answers().get(3).ttl()).isZero();
        assertThat(read.truncated()).isTrue();
    }

    @Test
    void answersThoseWhoSpeakPlainDnsInTheirWords() throws Exception {
        DnsMessage query = new DnsMessage(
                4711, false, false, List.of(new Question(BOX, DnsRecord.A, false)), List.of(), List.of(), List.of());
        DnsRecord address = DnsRecord.address(BOX, InetAddress.getByName("10.0.0.1"));

        DnsMessage answer = read(written(DnsMessage.legacyResponse(query, List.of(address), List.of(), 10)));

        assertThat(answer.id()).isEqualTo(4711);
        assertThat(answer.questions()).isEqualTo(query.questions());
        assertThat(answer.answers().get(0).ttl()).isEqualTo(10);
        assertThat(answer.answers().get(0).unique()).isFalse();
    }

    @Test
    void namesAreTheSameInAnyCase() {
        assertThat(DnsName.of("NEWS", "_HTTP", "_tcp", "Local"))
                .isEqualTo(DnsName.of("news", "_http", "_tcp", "local"))
                .hasSameHashCodeAs(DnsName.of("news", "_http", "_tcp", "local"));
        assertThat(DnsName.of("GRÜSSE")).isEqualTo(DnsName.of("grÜsse")).isNotEqualTo(DnsName.of("grüsse"));
    }

    @Test
    void namesHaveBounds() {
        assertThatThrownBy(() -> DnsName.of("ü".repeat(32))).hasMessageContaining("1 to 63 bytes");
        assertThatThrownBy(() -> DnsName.of("")).hasMessageContaining("1 to 63 bytes");
        assertThatThrownBy(() -> DnsName.of("a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(63)))
                .hasMessageContaining("at most 255");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000084000000", // cut in the head
                "0000840000010000 00000000 c00c 0001 0001", // a name that points at itself
                "0000840000010000 00000000 c00e c00c 0001 0001", // two that point at each other
                "0000840000010000 00000000 4161 00 0001 0001", // a label of a type that nobody knows
                "0000880000000000 00000000", // another opcode
                "0000840300000000 00000000", // an error
                "0000840000000001 00000000 00 0001 0001 00000000 ffff", // data beyond the end
                "00000000ffffffff ffffffff" // more than anybody says
            })
    void readsNothingElse(String bytes) {
        assertThat(DnsMessage.read(Unpooled.wrappedBuffer(HexFormat.of().parseHex(bytes.replace(" ", "")))))
                .isEmpty();
    }

    @Test
    void readsAnyBytesWithoutFailing() throws Exception {
        SplittableRandom random = new SplittableRandom(6762);
        byte[] good = HexFormat.of()
                .parseHex(written(DnsMessage.response(
                        List.of(DnsRecord.pointer(HTTP, NEWS), DnsRecord.service(NEWS, BOX, 8000)),
                        List.of(DnsRecord.address(BOX, InetAddress.getByName("10.0.0.1"))))));

        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = good.clone();
            for (int damage = random.nextInt(4); damage >= 0; damage--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            ByteBuf cut = Unpooled.wrappedBuffer(bytes, 0, random.nextInt(bytes.length + 1));
            DnsMessage.read(cut)
                    .ifPresent(message -> assertThat(message.bytes()).isPositive());
        }
    }

    @Test
    void cutsBetweenCharacters() {
        assertThat(Utf8.cut("Grüße", 3)).isEqualTo("Gr");
        assertThat(Utf8.cut("Grüße", 4)).isEqualTo("Grü");
        assertThat(Utf8.cut("a\uD83C\uDFB5b", 4)).isEqualTo("a");
        assertThat(Utf8.cut("a\uD83C\uDFB5b", 5)).isEqualTo("a\uD83C\uDFB5");
        assertThat(Utf8.cut("short", 63)).isEqualTo("short");
    }

    private static DnsMessage read(String hex) {
        return DnsMessage.read(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)))
                .orElseThrow();
    }

    private static String written(DnsMessage message) {
        ByteBuf to = Unpooled.buffer();
        message.write(to);
        return ByteBufUtil.hexDump(to);
    }
}
