package io.ringcast.daemon.source.ytdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.ringcast.daemon.process.Children;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What yt-dlp may do to whoever asks it: programs that are called so and behave as they like. */
final class ResolverTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Page PAGE = Page.of("https://site/-p?a=1");

    @TempDir
    Path dir = Path.of("");

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Children children = new Children(PooledByteBufAllocator.DEFAULT, System::nanoTime);

    @BeforeEach
    void opens() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "setsid is not installed");
        children.open();
    }

    @AfterEach
    void closes() throws InterruptedException {
        children.stop();
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    }

    @Test
    void asksOnePageAndNoOptionInDisguise() throws IOException {
        program("printf '%s\\n' \"$@\" > " + dir + "/said; echo '{\"url\": \"https://cdn/a.ts\", \"title\": \"A\"}'");

        Found found = ask(LIMIT, PAGE).join();

        assertThat(found)
                .isInstanceOfSatisfying(
                        Found.Media.class, media -> assertThat(media.title()).contains("A"));
        assertThat(Files.readAllLines(dir.resolve("said")))
                .startsWith("--ignore-config", "--no-cache-dir")
                .containsSequence("--format", "best")
                .endsWith("--user-option", "--", "https://site/-p?a=1");
    }

    @Test
    void saysHowToInstallWhatIsNotThere() {
        InputFailure failure = failureOf(ask(LIMIT, PAGE));

        assertThat(failure.reason()).isEqualTo(Reason.CHILD_START);
        assertThat(failure.lasting()).isTrue();
        assertThat(failure.detail()).contains("yt-dlp: no such program", "apt install yt-dlp");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ERROR: [generic] None: Unable to download webpage: HTTP Error 404: Not Found | true",
                "ERROR: Unsupported URL: https://site/ | true",
                "ERROR: Unable to download webpage: HTTP Error 503: Service Unavailable | false",
                "ERROR: Unable to download webpage: <urlopen error [Errno 111] Connection refused> | false",
                "ERROR: The channel is not currently live | false",
            })
    void passesOnTheLastWordsOfOneThatFails(String words, boolean lasting) throws IOException {
        program("echo null; echo 'WARNING: something' >&2; echo '" + words + "' >&2; exit 1");

        InputFailure failure = failureOf(ask(LIMIT, PAGE));

        assertThat(failure.reason()).isEqualTo(Reason.UNRESOLVED);
        assertThat(failure.detail()).contains(words);
        assertThat(failure.lasting()).isEqualTo(lasting);
    }

    @Test
    void saysWhatToDoWhereThereIsNoSuchFormat() throws IOException {
        program("echo 'ERROR: [site] 1: Requested format is not available.' >&2; exit 1");

        assertThat(failureOf(ask(LIMIT, PAGE)).detail()).contains("set format, such as bestaudio");
    }

    @Test
    void endsOneThatHangsWithAllThatBelongsToIt() throws IOException {
        program("trap '' TERM; sleep 1000 & sleep 1000");

        InputFailure failure = failureOf(ask(Duration.ofMillis(300), PAGE));

        assertThat(failure.reason()).isEqualTo(Reason.UNRESOLVED);
        assertThat(failure.lasting()).isFalse();
        assertThat(failure.detail()).contains("has not answered within 0.3 s");
        await().atMost(LIMIT).until(() -> children.count() == 0);
    }

    @Test
    void endsOneThatNeverStopsWriting() throws IOException {
        program("yes");

        InputFailure failure = failureOf(ask(LIMIT, PAGE));

        assertThat(failure.lasting()).isTrue();
        assertThat(failure.detail()).contains("more than " + Resolver.MAX_BYTES + " bytes");
        await().atMost(LIMIT).until(() -> children.count() == 0);
    }

    @Test
    void takesNoGarbage() throws IOException {
        program("head -c 100000 /dev/urandom");

        assertThat(failureOf(ask(LIMIT, PAGE)).detail()).contains("did not write JSON");
    }

    @Test
    void isSilentWhenTheQuestionIsTakenBack() throws IOException {
        program("sleep 1000");
        CompletableFuture<Found> answer = new CompletableFuture<>();
        Resolver.Question question = loop.submit(() -> resolver(LIMIT).ask(loop, PAGE, asker(answer)))
                .syncUninterruptibly()
                .getNow();
        await().atMost(LIMIT).until(() -> children.count() == 1);

        loop.submit(question::cancel).syncUninterruptibly();

        await().atMost(LIMIT).until(() -> children.count() == 0);
        loop.submit(() -> {}).syncUninterruptibly();
        assertThat(answer).isNotDone();
    }

    private void program(String script) throws IOException {
        Path program = Files.writeString(dir.resolve("yt-dlp"), "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private Resolver resolver(Duration limit) {
        return new Resolver(
                children,
                ForkJoinPool.commonPool(),
                InstantSource.system(),
                "source=test",
                "best",
                List.of("--user-option"),
                Map.of("PATH", dir + (Files.exists(dir.resolve("yt-dlp")) ? ":/usr/bin:/bin" : "")),
                limit);
    }

    private CompletableFuture<Found> ask(Duration limit, Page page) {
        CompletableFuture<Found> answer = new CompletableFuture<>();
        loop.execute(() -> resolver(limit).ask(loop, page, asker(answer)));
        return answer.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static InputFailure failureOf(CompletableFuture<Found> answer) {
        await().atMost(LIMIT).until(answer::isDone);
        return answer.handle((found, failed) -> ((Failed) failed).failure).join();
    }

    private static Resolver.Asker asker(CompletableFuture<Found> answer) {
        return new Resolver.Asker() {
            @Override
            public void onFound(Found found) {
                answer.complete(found);
            }

            @Override
            public void onFailed(InputFailure failure) {
                answer.completeExceptionally(new Failed(failure));
            }
        };
    }

    private static final class Failed extends Exception {

        private static final long serialVersionUID = 1;

        private final transient InputFailure failure;

        Failed(InputFailure failure) {
            super(failure.detail());
            this.failure = failure;
        }
    }
}
