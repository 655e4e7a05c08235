package io.ringcast.protocol.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Titles in ID3 tags of all versions and codings, however the bytes are cut. */
final class Id3Test {

    private static final byte[] SOUND = {(byte) 0xFF, (byte) 0xFB, (byte) 0x90, 0x64, 1, 2, 3};

    @Test
    void readsVersion24HoweverItIsCut() {
        byte[] bytes = join(
                tag(4, 0, frame24("TPE1", 0, text(3, "Käthe\0Paul")), frame24("TIT2", 0, text(3, "Über uns"))), SOUND);
        for (int piece = 1; piece <= bytes.length; piece++) {
            assertThat(title(bytes, piece)).as("pieces of %d", piece).contains("Käthe, Paul - Über uns");
        }
    }

    @Test
    void readsVersion23InUtf16AndLatin1() {
        byte[] utf16 = join(new byte[] {1}, "\uFEFFSong ☃".getBytes(StandardCharsets.UTF_16BE));
        byte[] latin = join(new byte[] {0}, "Bl\u00fcmchen".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(title(tag(3, 0, frame23("TIT2", utf16), frame23("TPE1", latin)), 7))
                .contains("Blümchen - Song ☃");
    }

    @Test
    void readsVersion22() {
        byte[] frame = join(new byte[] {'T', 'T', '2', 0, 0, 5}, text(0, "Lied"));
        assertThat(title(tag(2, 0, frame), 4)).contains("Lied");
    }

    @Test
    void passesOverExtendedHeadersPicturesAndPadding() {
        byte[] extended = {0, 0, 0, 6, 1, 0};
        byte[] picture = frame24("APIC", 0, new byte[3000]);

        assertThat(title(tag(4, 0x40, extended, picture, frame24("TIT2", 0, text(3, "behind")), new byte[500]), 100))
                .contains("behind");
    }

    @Test
    void believesSizesThatAreNotSynchsafeWhereOnlyThoseFit() {
        byte[] picture = frame23("APIC", new byte[300]);
        assertThat(title(tag(4, 0, picture, frame24("TIT2", 0, text(3, "old writer"))), 50))
                .contains("old writer");
    }

    @Test
    void takesOutWhatUnsynchronisationPutIn() {
        byte[] utf16 = {1, (byte) 0xFF, 0, (byte) 0xFE, 'A', 0, 'b', 0};
        assertThat(title(tag(3, 0x80, frame23("TIT2", new byte[0], utf16, -1)), 5))
                .contains("Ab");
    }

    @Test
    void findsNothingWhereThereIsNothing() {
        assertThat(title(SOUND, 1)).isEmpty();
        assertThat(title(tag(4, 0, frame24("TIT2", 0, text(3, " \n"))), 9)).isEmpty();
        assertThat(title(tag(4, 0, frame24("TIT2", 0x08, text(3, "packed"))), 9))
                .isEmpty();
        assertThat(title(tag(4, 0, frame24("TIT2", 0, text(9, "what coding"))), 9))
                .isEmpty();
        assertThat(title("ID3 is no tag".getBytes(StandardCharsets.US_ASCII), 2))
                .isEmpty();
    }

    @Test
    void looksNoFurtherThanItsLimit() {
        byte[] bytes =
                tag(4, 0, frame24("APIC", 0, new byte[Id3Reader.LIMIT]), frame24("TIT2", 0, text(3, "far away")));
        Id3Reader reader = new Id3Reader();

        boolean done = reader.look(Unpooled.wrappedBuffer(bytes, 0, Id3Reader.LIMIT + 10));

        assertThat(done).isTrue();
        assertThat(reader.title()).isEmpty();
    }

    @Test
    void writesWhatItReads() {
        byte[] tag = new Id3Writer()
                .priv("owner.example", new byte[200])
                .title("Anna – Über")
                .toBytes();

        assertThat(title(tag, 3)).contains("Anna – Über");
        assertThat(AudioTag.length(Unpooled.wrappedBuffer(tag), 0, tag.length)).isEqualTo(tag.length);
    }

    @Test
    void cutsWhatIsTooLong() {
        assertThat(title(new Id3Writer().title("x".repeat(5000)).toBytes(), 999))
                .hasValueSatisfying(title -> assertThat(title).hasSize(Id3Reader.TITLE_LIMIT));
    }

    @Test
    void bearsAnyDamage() {
        byte[] whole = tag(4, 0, frame24("TPE1", 0, text(1, "abcdef")), frame24("TIT2", 3, text(3, "Über uns")));
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int n = random.nextInt(5); n >= 0; n--) {
                damaged[3 + random.nextInt(damaged.length - 3)] = (byte) random.nextInt(256);
            }
            int piece = 1 + random.nextInt(damaged.length);
            assertThat(title(damaged, piece).orElse("")).hasSizeLessThanOrEqualTo(Id3Reader.TITLE_LIMIT);
        }
    }

    private static Optional<String> title(byte[] bytes, int piece) {
        Id3Reader reader = new Id3Reader();
        for (int at = 0; at < bytes.length; at += piece) {
            ByteBuf part = Unpooled.wrappedBuffer(bytes, at, Math.min(piece, bytes.length - at));
            reader.look(part);
            assertThat(part.readerIndex()).isZero();
        }
        return reader.title();
    }

    private static byte[] tag(int version, int flags, byte[]... frames) {
        byte[] body = join(frames);
        byte[] head = {
            'I',
            'D',
            '3',
            (byte) version,
            0,
            (byte) flags,
            (byte) (body.length >> 21 & 0x7F),
            (byte) (body.length >> 14 & 0x7F),
            (byte) (body.length >> 7 & 0x7F),
            (byte) (body.length & 0x7F)
        };
        return join(head, body);
    }

    private static byte[] frame24(String id, int flags, byte[] body) {
        byte[] sizeAndFlags = {
            (byte) (body.length >> 21 & 0x7F),
            (byte) (body.length >> 14 & 0x7F),
            (byte) (body.length >> 7 & 0x7F),
            (byte) (body.length & 0x7F),
            0,
            (byte) flags
        };
        return join(id.getBytes(StandardCharsets.US_ASCII), sizeAndFlags, body);
    }

    private static byte[] frame23(String id, byte[] body) {
        return frame23(id, body, new byte[0], 0);
    }

    /** @param more by how much fewer bytes are counted than there are, as before unsynchronisation */
    private static byte[] frame23(String id, byte[] body, byte[] coded, int more) {
        int size = body.length + coded.length + more;
        byte[] sizeAndFlags = {0, 0, (byte) (size >> 8), (byte) size, 0, 0};
        return join(id.getBytes(StandardCharsets.US_ASCII), sizeAndFlags, body, coded);
    }

    private static byte[] text(int coding, String text) {
        return join(new byte[] {(byte) coding}, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
