package io.ringcast.daemon.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import io.ringcast.daemon.config.UrlKinds;
import io.ringcast.daemon.source.Input;
import io.ringcast.daemon.source.ManualLoop;
import io.ringcast.daemon.source.RecordingSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileInputTest {

    private final ManualLoop loop = new ManualLoop();
    private final RecordingSink sink = new RecordingSink();
    private final FileKind kind = new FileKind(Runnable::run, PooledByteBufAllocator.DEFAULT, loop.ticker(), url -> {
        throw new IllegalArgumentException("no network here: " + url);
    });

    @TempDir
    Path dir = Path.of("");

    @AfterEach
    void freesEverything() {
        loop.close();
        LeakPresenceDetector.check();
    }

    @Test
    void playsAFileByteForByteAndCallsItByItsName() throws IOException {
        byte[] film = bytes(300_000);
        Files.write(dir.resolve("my film.bin"), film);

        play("my film.bin");

        assertThat(sink.bytes()).isEqualTo(film);
        assertThat(sink.events()).containsExactly("connected finite", "ended");
        assertThat(sink.fileName()).contains("my film.bin");
    }

    @Test
    void readsNoFurtherThanOnePieceWhileItIsHeldBack() throws IOException {
        Files.write(dir.resolve("film.bin"), bytes(1_000_000));
        Input input = open("film.bin");
        input.start();
        input.autoRead(false);
        loop.run();
        int held = sink.size();

        input.autoRead(true);
        loop.run();

        assertThat(held).isLessThanOrEqualTo(2 * OpenFile.PIECE);
        assertThat(sink.size()).isEqualTo(1_000_000);
    }

    @Test
    void playsADirectoryInNaturalOrderWithoutWhatIsNoMedia() throws IOException {
        for (String name : List.of("part10.ts", "part2.ts", "Part1.ts", "cover.jpg", "list.m3u", ".hidden.ts")) {
            Files.writeString(dir.resolve(name), "<" + name + ">");
        }
        Files.createDirectory(dir.resolve("part3.ts"));

        play(".");

        assertThat(text()).isEqualTo("<Part1.ts><part2.ts><part10.ts>");
        assertThat(sink.events()).endsWith("ended");
    }

    @Test
    void playsWhatAPatternMatches() throws IOException {
        Files.createDirectories(dir.resolve("a/b"));
        for (String name : List.of("a/2.ts", "a/1.ts", "a/b/3.ts", "a/1.mp3")) {
            Files.writeString(dir.resolve(name), "<" + name + ">");
        }

        play("a/*.ts");
        assertThat(text()).isEqualTo("<a/1.ts><a/2.ts>");
    }

    @Test
    void playsANestedPlaylistWithItsTitles() throws IOException {
        Files.createDirectories(dir.resolve("sub"));
        Files.writeString(dir.resolve("all.m3u"), "#EXTM3U\n#EXTINF:1,First\none.bin\nsub/inner.pls\n");
        Files.writeString(dir.resolve("sub/inner.pls"), "[playlist]\nFile1=two.bin\nTitle1=Second\n");
        Files.writeString(dir.resolve("one.bin"), "1");
        Files.writeString(dir.resolve("sub/two.bin"), "22");

        play("all.m3u");

        assertThat(text()).isEqualTo("122");
        assertThat(sink.events()).containsExactly("connected finite", "title First at 1", "title Second at 3", "ended");
    }

    @Test
    void refusesAPlaylistThatNamesItself() throws IOException {
        Files.writeString(dir.resolve("self.m3u"), "self.m3u\n");

        play("self.m3u");

        assertThat(sink.events()).containsExactly("lost file lasting");
        assertThat(sink.lastFailure().detail()).contains("self.m3u", "nested", "expected");
    }

    @Test
    void passesOverAFileThatIsGone() throws IOException {
        Files.writeString(dir.resolve("list.m3u"), "one.bin\ngone.bin\ntwo.bin\n");
        Files.writeString(dir.resolve("one.bin"), "1");
        Files.writeString(dir.resolve("two.bin"), "2");

        play("list.m3u");

        assertThat(text()).isEqualTo("12");
        assertThat(sink.events()).endsWith("ended");
    }

    @Test
    void saysWhichFileIsMissingAndWhatHelps() {
        play("nowhere.ts");

        assertThat(sink.events()).containsExactly("lost file lasting");
        assertThat(sink.lastFailure().detail())
                .contains(dir.resolve("nowhere.ts").toString(), "no such file", "expected");
    }

    @Test
    void beginsAgainBehindItsLastFileAndFindsNewOnes() throws IOException {
        Files.writeString(dir.resolve("1.bin"), "a");
        Input input = open(".?loop=true");
        input.start();
        loop.run();
        Files.writeString(dir.resolve("2.bin"), "b");

        loop.advance(Duration.ofMillis(1100));
        input.stop();
        loop.run();

        assertThat(text()).startsWith("aab");
        assertThat(input.endless()).isTrue();
        assertThat(sink.events()).startsWith("connected finite").doesNotContain("ended");
    }

    @Test
    void shufflesAllOfThem() throws IOException {
        StringBuilder inOrder = new StringBuilder();
        for (char c = 'a'; c <= 'z'; c++) {
            Files.writeString(dir.resolve(c + ".bin"), String.valueOf(c));
            inOrder.append(c);
        }

        play(".?shuffle=true");

        assertThat(text().chars().sorted().mapToObj(Character::toString).reduce("", String::concat))
                .isEqualTo(inOrder.toString());
        assertThat(text()).isNotEqualTo(inOrder.toString());
    }

    @Test
    void goesOnWhereItWasInterrupted() throws IOException {
        byte[] film = bytes(500_000);
        Files.write(dir.resolve("film.bin"), film);
        Input input = open("film.bin");
        input.start();
        input.autoRead(false);
        loop.run();
        input.autoRead(true);
        input.interrupt();
        loop.run();
        assertThat(sink.size()).isLessThan(film.length);

        assertThat(input.canResume()).isTrue();
        input.start();
        loop.run();

        assertThat(sink.bytes()).isEqualTo(film);
        assertThat(sink.events()).endsWith("ended");
    }

    @Test
    void ordersNumbersInNamesByTheirValue() {
        List<String> names = new ArrayList<>(List.of("b", "a10b2", "a10b10", "a2", "A1", "a"));

        names.sort(new NaturalOrder());

        assertThat(names).containsExactly("a", "A1", "a2", "a10b2", "a10b10", "b");
        Comparator<String> order = new NaturalOrder();
        assertThat(Stream.of("x1", "x01").sorted(order)).containsExactly("x01", "x1");
    }

    private void play(String path) {
        open(path).start();
        loop.run();
    }

    private Input open(String path) {
        return kind.opener(
                        "news",
                        UrlKinds.of(kind.urlKind())
                                .input("file:" + dir.toAbsolutePath() + "/" + path.replace(" ", "%20")))
                .open(loop.loop(), sink);
    }

    private String text() {
        return new String(sink.bytes(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
