package io.ringcast.daemon.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.ringcast.daemon.output.Output;
import io.ringcast.daemon.testing.Behaviours;
import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.protocol.access.FetchGrant;
import io.ringcast.protocol.mpegts.TsPacket;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Each marked recipe of {@code docs/recipes.md} as it is written there, by the test of its name. */
final class RecipesTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FILM_SECONDS = 20;
    private static final int CLIP_SECONDS = 3;

    @TempDir
    private static Path shelf = Path.of("");

    private static byte[] film = new byte[0];
    private static byte[] clip = new byte[0];
    private static byte[] song = new byte[0];

    @TempDir
    Path dir = Path.of("");

    private final Map<String, FlakyOrigin.Behaviour> offered = new ConcurrentHashMap<>();
    private final FlakyOrigin origin = FlakyOrigin.serving(
            (request, wire) -> requireNonNull(offered.get(request.target())).answer(request, wire));
    private Recipe recipe = new Recipe("", List.of());

    @BeforeAll
    static void makeMedia() throws IOException {
        Film made = Film.first(shelf, FILM_SECONDS);
        // Without the service's name before the tables: a listener starts at a join point, and gets the tables before
        // that.
        film = Arrays.copyOfRange(made.bytes(), TsPacket.SIZE, made.bytes().length);
        clip = Arrays.copyOf(film, made.bytesPerSecond() * CLIP_SECONDS / TsPacket.SIZE * TsPacket.SIZE);
        ffmpeg("-i", made.file().toString(), "-c", "copy", "-movflags", "+faststart", shelf + "/film.mp4");
        ffmpeg("-i", made.file().toString(), "-vn", "-id3v2_version", "0", "-write_xing", "0", shelf + "/song.mp3");
        song = Files.readAllBytes(shelf.resolve("song.mp3"));
    }

    @BeforeEach
    void read(TestInfo test) {
        recipe = Recipe.all()
                .getOrDefault(test.getTestMethod().orElseThrow().getName(), recipe)
                .with("http://origin.example/", origin.uri("/"))
                .with("/srv", dir);
    }

    @AfterEach
    void closeOrigin() {
        origin.close();
    }

    @Test
    void everyMarkedRecipeHasItsTestHere() {
        assertThat(Recipe.all()).isNotEmpty();
        assertThat(Arrays.stream(RecipesTest.class.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(Method::getName))
                .containsAll(Recipe.all().keySet());
    }

    @Test
    void streamIsPipedIntoAFileAndAcrossTheNetwork() throws IOException {
        offer("film.ts", clip);
        int peer = Loopback.freePort();
        programHere("ringcastd", "io.ringcast.daemon.cli.Main", "--bind", "127.0.0.1", "--memory", "64MiB");
        try (Tool nc = Tool.start("nc", "-l", "127.0.0.1", Integer.toString(peer));
                Tool pipe = recipe.with("HOST 9000", "127.0.0.1 " + peer).command(0, dir)) {

            byte[] arrived = nc.await(LIMIT).out();

            assertThat(arrived).isEqualTo(clip);
            assertThat(dir.resolve("film.ts")).hasBinaryContent(clip);
            assertThat(pipe.running()).as("it goes on for others").isTrue();
        }
    }

    @Test
    void whatWasDownloadedOnceIsReadAgainByAll() throws IOException {
        offer("film.ts", film);
        try (RunningDaemon daemon = recipe.start()) {
            Recipe here = recipe.at(daemon);
            List<Tool> readers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                readers.add(Tool.start("curl", "-s", daemon.http("/film").toString()));
            }
            for (Tool reader : readers) {
                assertThat(reader.await(LIMIT).out()).isEqualTo(film);
            }

            for (int i = 0; i < here.commands().size(); i++) {
                Tool.Result result = here.run(i, dir);
                assertThat(result.status()).as(here.commands().get(i)).isZero();
                if (i == 1) {
                    assertThat(result.text().lines())
                            .hasSize(3)
                            .first()
                            .asString()
                            .startsWith("00000000  47 ");
                }
            }
            assertThat(dir.resolve("film.ts")).hasBinaryContent(film);
            assertThat(dir.resolve("the film.ts")).hasBinaryContent(film);
            assertThat(dir.resolve("end.ts")).hasBinaryContent(film);
            assertThat(origin.requests()).hasSize(1);
        }
    }

    @Test
    void textIsReadByAllUntilItIsClearedOrReplaced() {
        try (RunningDaemon daemon = recipe.start()) {
            Recipe here = recipe.at(daemon);
            assertThat(here.run(0, dir).text()).contains("13 bytes taken");
            assertThat(here.run(1, dir).text()).isEqualTo("Back at two.\n");
            assertThat(here.run(2, dir).text()).isEqualTo("Back at two.\n");

            assertThat(here.run(3, dir).text()).contains("\"outcome\":\"done\"");

            await().atMost(LIMIT).until(() -> head(daemon, "/note/snapshot").contains(" 503 "));
            assertThat(here.run(4, dir).text()).contains("12 bytes taken");
            assertThat(here.run(5, dir).text()).isEqualTo("Here again.\n");
        }
    }

    @Test
    void listPlaysItemAfterItem() throws IOException {
        Path media = Files.createDirectory(dir.resolve("media"));
        byte[] shorter = Arrays.copyOf(song, song.length / 2 / 417 * 417);
        Files.write(media.resolve("one.mp3"), song);
        Files.write(media.resolve("two.mp3"), shorter);
        Files.writeString(media.resolve("list.m3u"), "#EXTM3U\none.mp3\ntwo.mp3\n");
        try (RunningDaemon daemon = recipe.start()) {

            recipe.at(daemon).run(0, dir);

            byte[] heard = Files.readAllBytes(dir.resolve("evening.mp3"));
            assertThat(Arrays.copyOf(heard, song.length)).isEqualTo(song);
            // Of a frame that is cut off nothing is played.
            assertThat(Arrays.copyOfRange(heard, song.length, heard.length))
                    .isEqualTo(Arrays.copyOf(shorter, heard.length - song.length));
            assertThat(heard.length).isGreaterThan(song.length + shorter.length - 2 * 418);
        }
    }

    @Test
    void eachItemIsPostedToAnApi() throws IOException {
        List<String> requests = new CopyOnWriteArrayList<>();
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " from "
                    + exchange.getRequestHeaders().getFirst("X-From") + ": " + body);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        api.start();
        for (String name : List.of("one", "two", "three")) {
            Files.writeString(dir.resolve(name + ".mp3"), name);
        }
        try (RunningDaemon daemon = recipe.with(
                        "api.example:8080", "127.0.0.1:" + api.getAddress().getPort())
                .start()) {

            recipe.at(daemon).run(0, dir);

            await().atMost(LIMIT).until(() -> requests.size() == 3);
            assertThat(requests)
                    .containsExactly(
                            "POST /items/0 from ringcast: one",
                            "POST /items/1 from ringcast: two",
                            "POST /items/2 from ringcast: three");
        } finally {
            api.stop(0);
        }
    }

    @Test
    void streamIsCompressedOnTheWayAndIntoAFile() throws IOException {
        byte[] log = "a line that is like all the others\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        offer("log.txt", log);
        try (RunningDaemon daemon = recipe.start()) {
            Recipe here = recipe.at(daemon);

            await().atMost(LIMIT).ignoreExceptions().until(() -> gunzip(dir.resolve("log.gz")).length == log.length);
            assertThat(here.run(0, dir).status()).isZero();
            assertThat(here.run(1, dir).status()).isZero();

            assertThat(gunzip(dir.resolve("log.gz"))).isEqualTo(log);
            assertThat(dir.resolve("log.txt")).hasBinaryContent(log);
            assertThat(gunzip(dir.resolve("log.txt.gz"))).isEqualTo(log);
            assertThat(Files.size(dir.resolve("log.txt.gz"))).isLessThan(log.length / 10);
        }
    }

    @Test
    void streamIsEncryptedOnTheWayAndAtRest() throws IOException {
        assumeTrue(Tool.isThere("openssl"), "openssl is not installed");
        Files.writeString(dir.resolve("passphrase"), "correct horse\n");
        offer("film.ts", film);
        Recipe local = recipe.with("/etc/ringcast", dir)
                .with("CN=radio.example", "CN=localhost")
                .with("DNS:radio.example", "DNS:localhost")
                .with("\":8443\"", "\"127.0.0.1:0\"")
                .with("tls://:5443", "tls://127.0.0.1:0")
                .with("curl -s", "curl -s --cacert cert.pem");
        assertThat(local.run(0, dir).status()).isZero();
        try (RunningDaemon daemon = local.start()) {
            Recipe here = local.with("radio.example:8443", "localhost:" + daemon.httpsPort())
                    .with("radio.example:5443", "localhost:" + daemon.tcpPort("film"));

            for (int i = 1; i < here.commands().size(); i++) {
                int command = i;
                await().atMost(LIMIT).untilAsserted(() -> {
                    Files.deleteIfExists(dir.resolve("film.ts"));
                    assertThat(here.run(command, dir).err()).doesNotContain("bad decrypt");
                    assertThat(dir.resolve("film.ts")).hasBinaryContent(film);
                });
            }

            assertThat(Files.readAllBytes(dir.resolve("film.enc")))
                    .startsWith("Salted__".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void streamIsConvertedBeforeTheRingAndBehindIt() throws IOException {
        offer("film.mp4", Files.readAllBytes(shelf.resolve("film.mp4")));
        try (RunningDaemon daemon = recipe.start()) {

            assertThat(recipe.at(daemon).run(0, dir).status()).isZero();

            assertThat(codecs(dir.resolve("film.ts"))).contains("h264", "aac");
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(codecs(dir.resolve("sound.mp3"))).isEqualTo("mp3\n"));
        }
    }

    @Test
    void filmBeginsWhenEnoughOfItIsThere() throws IOException {
        int first = clip.length / 20;
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch rest = new CountDownLatch(1);
        offered.put("/film.ts", (request, wire) -> {
            wire.head("200 OK", "Content-Type: video/mp2t", "Content-Length: " + clip.length);
            wire.send(clip, 0, first);
            sent.countDown();
            rest.await();
            wire.send(clip, first, clip.length - first);
        });
        try (RunningDaemon daemon = recipe.start();
                Tool curl = recipe.at(daemon).command(0, dir)) {
            await().atMost(LIMIT).until(() -> sent.getCount() == 0);
            await().during(Duration.ofMillis(300)).until(() -> daemon.head("film") == 0);

            rest.countDown();

            assertThat(curl.await(LIMIT).status()).isZero();
            assertThat(dir.resolve("film.ts")).hasBinaryContent(clip);
        }
    }

    @Test
    void fileThatIsLargerThanTheMemoryGoesThroughIt() throws IOException {
        long size = 128L << 20;
        Path web = Files.createDirectory(dir.resolve("dav"));
        try (RandomAccessFile sparse =
                new RandomAccessFile(web.resolve("large.bin").toFile(), "rw")) {
            sparse.setLength(size);
        }
        try (Nginx nginx = Nginx.start(dir, "")) {
            Recipe local = recipe.with(
                            origin.uri("/large.bin").toString(), "http://127.0.0.1:" + nginx.port() + "/dav/large.bin")
                    .with("> large.bin", "| wc -c");
            try (RunningDaemon daemon = local.start();
                    Tool curl = local.at(daemon).command(0, dir)) {
                MemoryWatch watch = new MemoryWatch(daemon);
                await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> {
                    watch.look();
                    return !curl.running();
                });

                assertThat(curl.await(LIMIT).text().strip()).isEqualTo(Long.toString(size));
                assertThat(watch.mostUsed()).isBetween(1L << 20, 18L << 20);
            }
        }
    }

    @Test
    void urlIsFetchedForWhoeverShowsASignature() throws IOException {
        assumeTrue(Tool.isThere("openssl"), "openssl is not installed");
        offer("film.ts", film);
        Recipe local = recipe.with(
                "\"origin.example\"", "\"127.0.0.1:" + origin.uri("/").getPort() + "\"");
        assertThat(local.run(0, dir).status()).isZero();
        String key = Files.readString(dir.resolve("fetch.key")).strip();
        String target = origin.uri("/film.ts").toString();
        FetchGrant grant = new FetchGrant(target, Instant.now().plusSeconds(60), Optional.empty());
        try (RunningDaemon daemon = local.start()) {
            String sign = "$(./ringcast sign http://localhost:8000/fetch --url " + target + " --for 1h --key-file "
                    + dir.resolve("fetch.key") + ")";
            assertThat(local.commands().get(1)).contains(sign);

            Tool.Result result =
                    local.with(sign, daemon.http("/fetch?" + grant.query(key))).run(1, dir);

            assertThat(result.err()).isEmpty();
            assertThat(dir.resolve("film.ts")).hasBinaryContent(film);
            assertThat(origin.requests()).hasSize(1);
            Tool.Result stranger =
                    local.with(sign, daemon.http("/fetch?url=" + target)).run(1, dir);
            assertThat(stranger.err()).contains("403");
        }
    }

    @Test
    void itemIsSentWholeToASocket() throws IOException {
        offer("film.ts", film);
        int peer = Loopback.freePort();
        Recipe here = recipe.with("HOST:9000", "127.0.0.1:" + peer).with("nc -l 9000", "nc -l 127.0.0.1 " + peer);
        try (Tool nc = here.command(0, dir);
                RunningDaemon daemon = here.start()) {

            assertThat(nc.await(LIMIT).status()).isZero();

            assertThat(dir.resolve("film.ts")).hasBinaryContent(film);
            await().atMost(LIMIT)
                    .until(() -> output(daemon, "film", "push-tcp").detail().contains("has read all of it"));
        }
    }

    @Test
    void streamIsFlushedToAWebServerInPieces() throws IOException {
        offer("news.ts", film);
        try (Nginx nginx = Nginx.start(dir, "");
                RunningDaemon daemon =
                        recipe.with("HOST:8080", "127.0.0.1:" + nginx.port()).start()) {

            await().atMost(LIMIT).until(() -> nginx.files().size() > 2);

            byte[] first = Files.readAllBytes(nginx.file("news-0.ts"));
            byte[] second = Files.readAllBytes(nginx.file("news-1.ts"));
            assertThat(film).startsWith(first);
            assertThat(Arrays.copyOfRange(film, first.length, film.length)).startsWith(second);
            assertThat(output(daemon, "news", "push-http").up()).isTrue();
        }
    }

    @Test
    void streamIsPlayedThroughASoundDevice() {
        offer("radio.mp3", song);
        try (RunningDaemon daemon = recipe.with("\"default\"", "\"null\"").start()) {
            awaitTaken(daemon, "radio", song.length / 4);
        }
    }

    @Test
    void streamIsShownInAWindow() {
        assumeTrue(Tool.isThere("ffplay"), "ffplay is not installed");
        offer("film.ts", film);
        String without = "SDL_VIDEODRIVER = \"dummy\", SDL_AUDIODRIVER = \"dummy\"";
        try (RunningDaemon daemon = recipe.with("DISPLAY = \":0\"", without).start()) {
            awaitTaken(daemon, "film", film.length / 4);
        }
    }

    @Test
    @Tag("long")
    void streamIsPushedToAnRtmpServer() throws IOException {
        offer("film.ts", film);
        int port = Loopback.freePort();
        String server = "127.0.0.1:" + port;
        Path got = dir.resolve("got.flv");
        try (Tool receiver = Tool.start(
                        "ffmpeg",
                        "-nostdin",
                        "-v",
                        "error",
                        "-listen",
                        "1",
                        "-i",
                        "rtmp://" + server + "/app/KEY",
                        "-t",
                        "2",
                        "-c",
                        "copy",
                        got.toString());
                RunningDaemon daemon = recipe.with("live.example:1935", server)
                        .with("exec = [", "retry = \"200ms..300ms\", exec = [")
                        .start()) {

            assertThat(receiver.await(LIMIT).status()).isZero();

            assertThat(codecs(got)).contains("h264", "aac");
            assertThat(daemon.listeners("film")).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void streamIsServedOverRtmpToOneWhoWaits() {
        offer("film.ts", film);
        int port = Loopback.freePort();
        Recipe here = recipe.with("0.0.0.0:1935", "127.0.0.1:" + port).with("localhost:1935", "127.0.0.1:" + port);
        try (RunningDaemon daemon = here.start()) {
            awaitCodecs(here);
            assertThat(daemon.listeners("film")).isLessThanOrEqualTo(1);
        }
    }

    @Test
    @Tag("long")
    void streamIsServedOverSrt() {
        offer("film.ts", film);
        int port = Loopback.freePort();
        Recipe here = recipe.with("0.0.0.0:9710", "127.0.0.1:" + port).with("localhost:9710", "127.0.0.1:" + port);
        try (RunningDaemon daemon = here.start()) {
            awaitCodecs(here);
            assertThat(daemon.listeners("film")).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void streamIsSentAsDatagramsToAPlayer() {
        offer("film.ts", film);
        Recipe here = recipe.with(":1234", ":" + Loopback.freePort()).with(":1235", ":" + Loopback.freePort());
        try (RunningDaemon daemon = here.start()) {
            awaitCodecs(here);
            assertThat(daemon.metrics("ringcast_datagrams_total", "source=\"film\""))
                    .isPositive();
        }
    }

    private void offer(String name, byte[] content) {
        offered.put("/" + name, Behaviours.file(content));
    }

    /** Puts a program of this project into the folder in which commands run. */
    private void programHere(String name, String main, String... options) throws IOException {
        List<Integer> ports = List.of(Loopback.freePort(), Loopback.freePort(), Loopback.freePort());
        Path script = dir.resolve(name);
        Files.writeString(
                script,
                "#!/bin/sh\nexec '%s' -cp '%s' %s %s --tcp %d --http %d --admin %d \"$@\"\n"
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path"),
                                main,
                                String.join(" ", options),
                                ports.get(0),
                                ports.get(1),
                                ports.get(2)));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    /** The child of an output takes what it is given, and goes on. */
    private static void awaitTaken(RunningDaemon daemon, String source, long bytes) {
        await().atMost(LIMIT)
                .until(() -> output(daemon, source, "exec").account().deliveredBytes() > bytes);
        assertThat(daemon.ends()).isEmpty();
    }

    /** The player of the recipe finds picture and sound; until somebody serves there it ends at once. */
    private void awaitCodecs(Recipe here) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(here.run(0, dir).text()).contains("h264", "aac"));
    }

    private static Output output(RunningDaemon daemon, String source, String kind) {
        return daemon.unit(source).outputs().stream()
                .filter(output -> output.account().kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static String head(RunningDaemon daemon, String path) {
        return Tool.run(LIMIT, "curl", "-s", "-I", daemon.http(path).toString()).text();
    }

    private static String codecs(Path file) {
        return Tool.run(
                        LIMIT,
                        "ffprobe",
                        "-v",
                        "error",
                        "-show_entries",
                        "stream=codec_name",
                        "-of",
                        "csv=p=0",
                        file.toString())
                .text();
    }

    private static byte[] gunzip(Path file) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            return in.readAllBytes();
        }
    }

    private static void ffmpeg(String... options) {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error"));
        command.addAll(List.of(options));
        assertThat(Tool.run(LIMIT, command.toArray(String[]::new)).err()).isEmpty();
    }
}
