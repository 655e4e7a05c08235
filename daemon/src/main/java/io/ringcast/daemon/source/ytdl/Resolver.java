package io.ringcast.daemon.source.ytdl;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.process.Child;
import io.ringcast.daemon.process.ChildCommand;
import io.ringcast.daemon.process.ChildEnd;
import io.ringcast.daemon.process.ChildEvents;
import io.ringcast.daemon.process.Children;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks yt-dlp what is behind pages, one child process for each question.
 *
 * @param children start it
 * @param executor reads the JSON, which may be long
 * @param clock by which URLs expire
 * @param owner whom its stderr is logged for, {@code source=NAME}
 * @param format which format is chosen where there are several, in yt-dlp's words
 * @param options further words for yt-dlp
 * @param variables added to its environment
 * @param limit how long it may take
 */
record Resolver(
        Children children,
        Executor executor,
        InstantSource clock,
        String owner,
        String format,
        List<String> options,
        Map<String, String> variables,
        Duration limit) {

    static final String PROGRAM = "yt-dlp";

    /** How long it may take: slow sites take half of this. */
    static final Duration USUAL_LIMIT = Duration.ofSeconds(90);

    /** Bytes of JSON: a page with many formats is half a MiB. */
    static final int MAX_BYTES = 8 << 20;

    private static final Duration GRACE = Duration.ofSeconds(1);

    /** What yt-dlp says of troubles that may be gone a moment later. */
    private static final Pattern PASSING = Pattern.compile(
            "(?i)timed? ?out|temporar|HTTP Error (?:5\\d\\d|429)|connection (?:refused|reset|aborted)|unreachable|urlopen error"
                    + "|transport ?error|remote end closed|incomplete ?read|name resolution|not currently live|will begin|starts in");

    private static final String NO_SUCH_FORMAT = "Requested format is not available";

    Resolver {
        options = List.copyOf(options);
        variables = Map.copyOf(variables);
    }

    /** Who is told, on the loop and once, unless the question is taken back. */
    interface Asker {

        void onFound(Found found);

        void onFailed(InputFailure failure);
    }

    /** A question that is under way. */
    interface Question {

        /** Ends yt-dlp; nothing is told any more. Idempotent; called on the loop. */
        void cancel();
    }

    /** Asks what {@code page} is; {@code asker} is told after this has returned. Called on {@code loop}. */
    Question ask(EventLoop loop, Page page, Asker asker) {
        Run run = new Run(loop, page, asker);
        run.begin();
        return run;
    }

    /** What is started: nothing of the machine's own settings counts, and nothing is kept; what is a list is not looked through. */
    List<String> words(Page page) {
        List<String> words = new ArrayList<>(List.of(
                PROGRAM,
                "--ignore-config",
                "--no-cache-dir",
                "--no-progress",
                "--dump-single-json",
                "--format",
                format,
                "--playlist-items",
                page.item().isPresent() ? Integer.toString(page.item().getAsInt()) : "1:" + Page.MAX_ITEMS));
        words.add(page.item().isPresent() ? "--no-flat-playlist" : "--flat-playlist");
        words.addAll(options);
        words.addAll(List.of("--", page.url()));
        return words;
    }

    /** One child and what comes of it; belongs to its loop. */
    private final class Run implements Question, ChildEvents {

        private final EventLoop loop;
        private final Page page;
        private final Asker asker;
        private final List<byte[]> pieces = new ArrayList<>();

        private @Nullable Child child;
        private @Nullable Future<?> timer;
        private int bytes;
        private boolean over;

        Run(EventLoop loop, Page page, Asker asker) {
            this.loop = loop;
            this.page = page;
            this.asker = asker;
        }

        void begin() {
            assert loop.inEventLoop();
            ChildCommand command = ChildCommand.producer(owner, words(page))
                    .in(variables, Optional.empty())
                    .within(GRACE);
            child = children.start(command, loop, this);
            timer = loop.schedule(this::onLate, limit.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void cancel() {
            assert loop.inEventLoop();
            over = true;
            end();
        }

        @Override
        public void onOutput(ByteBuf piece) {
            bytes += piece.readableBytes();
            if (bytes > MAX_BYTES) {
                fail(InputFailure.lasting(
                        Reason.UNRESOLVED,
                        "yt-dlp wrote more than " + MAX_BYTES
                                + " bytes (expected: at most so many; is the page a huge list?)"));
            } else {
                pieces.add(ByteBufUtil.getBytes(piece));
            }
        }

        @Override
        public void onEnded(ChildEnd ended) {
            child = null;
            end();
            if (ended.isSuccess()) {
                read();
            } else {
                fail(failure(ended));
            }
        }

        private void onLate() {
            fail(InputFailure.passing(
                    Reason.UNRESOLVED,
                    "yt-dlp has not answered within " + limit.toMillis() / 1000.0
                            + " s (expected: what is behind the page; is the site reached at all?)"));
        }

        private void read() {
            try {
                executor.execute(() -> {
                    Runnable answer = answer();
                    try {
                        loop.execute(answer);
                    } catch (RejectedExecutionException stopping) {
                        // Nobody waits for it any more.
                    }
                });
            } catch (RejectedExecutionException stopping) {
                // The daemon ends.
            }
        }

        /** On the executor: the pieces are not touched any more. */
        private Runnable answer() {
            ByteArrayOutputStream json = new ByteArrayOutputStream(bytes);
            pieces.forEach(json::writeBytes);
            try {
                Found found = Findings.read(json.toString(StandardCharsets.UTF_8), page, clock.instant());
                return () -> {
                    if (!over) {
                        over = true;
                        asker.onFound(found);
                    }
                };
            } catch (Findings.UnplayableException e) {
                InputFailure failure = InputFailure.lasting(Reason.UNRESOLVED, String.valueOf(e.getMessage()));
                return () -> fail(failure);
            }
        }

        private void fail(InputFailure failure) {
            if (!over) {
                cancel();
                asker.onFailed(failure);
            }
        }

        private void end() {
            if (timer != null) {
                timer.cancel(false);
                timer = null;
            }
            if (child != null) {
                child.end();
                child = null;
            }
        }
    }

    private static InputFailure failure(ChildEnd end) {
        if (end instanceof ChildEnd.NotStarted notStarted) {
            String remedy = notStarted.lasting() ? "; on Debian and Ubuntu: apt install yt-dlp" : "";
            return new InputFailure(Reason.CHILD_START, notStarted.why() + remedy, notStarted.lasting());
        }
        String said = end.text();
        if (said.contains(NO_SUCH_FORMAT)) {
            return InputFailure.lasting(
                    Reason.UNRESOLVED,
                    "yt-dlp: " + said
                            + " (expected: a format that is one stream; set format, such as bestaudio where picture and"
                            + " sound come apart; yt-dlp -F PAGE lists what there is)");
        }
        boolean passing =
                !(end instanceof ChildEnd.Exited) || PASSING.matcher(said).find();
        return new InputFailure(Reason.UNRESOLVED, "yt-dlp: " + said + " (expected: media behind the page)", !passing);
    }
}
