package io.ringcast.daemon.output.push;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.RetrySpec;
import io.ringcast.daemon.fanout.Admission;
import io.ringcast.daemon.fanout.Asked;
import io.ringcast.daemon.fanout.Door;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.ListenerChannel;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.output.OwnOutput;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.daemon.stream.StreamInfo;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * An output that connects to somebody and gives him what its {@link Plan} says, portion after portion, each until he has it.
 *
 * <pre>
 *   waiting ── a portion ──► connecting ── ready ──► at the door ── a start ──► sending ── taken ──► waiting
 *                 ▲              └───────── failed ──────┴─────────────────────────┤
 *                 └── retry's lower bound, doubled, with jitter ◄── resting ◄──────┘    refused: about the upper bound at once
 * </pre>
 *
 * <p>It never starts a source on demand. State belongs to its event loop; the public methods are thread-safe.
 */
public final class PushOutput implements OwnOutput {

    private static final Logger log = LoggerFactory.getLogger(PushOutput.class);

    /** A connection that carried bytes so long was good: the next rest is the shortest again. */
    private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final EventLoop loop;
    private final Ticker ticker;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Fanout fanout;
    private final Stream stream;
    private final OutputAccount account;
    private final ListenerRequest.Terms terms;
    private final Plan plan;
    private final Attempt.Maker maker;
    private final RetrySpec retry;

    private @Nullable Session session;
    private @Nullable Future<?> timer;
    private int failures;
    private boolean stopped;

    private volatile PushState state = new PushState.Waiting("");

    /**
     * @param loop one of the fan-out's
     * @param ticker what {@code loop} schedules by
     * @param random jitter
     * @param retry bounds of the rests
     */
    PushOutput(
            EventLoop loop,
            Ticker ticker,
            InstantSource clock,
            RandomGenerator random,
            Fanout fanout,
            Stream stream,
            OutputAccount account,
            ListenerRequest.Terms terms,
            Plan plan,
            Attempt.Maker maker,
            RetrySpec retry) {
        this.loop = loop;
        this.ticker = ticker;
        this.clock = clock;
        this.random = random;
        this.fanout = fanout;
        this.stream = stream;
        this.account = account;
        this.terms = terms;
        this.plan = plan;
        this.maker = maker;
        this.retry = retry;
    }

    /** Returns when the source is held back, if it is to be, so that not a byte of its first item is missed. */
    @Override
    public void start() {
        loop.submit(() -> {
                    plan.begin();
                    look();
                })
                .syncUninterruptibly();
    }

    @Override
    public Future<?> stop() {
        return loop.submit(() -> {
            stopped = true;
            cancelTimer();
            plan.end();
            if (session != null && !session.admitted) {
                session.cancel();
                session = null;
            }
        });
    }

    @Override
    public OutputAccount account() {
        return account;
    }

    @Override
    public String url() {
        return maker.url();
    }

    @Override
    public boolean up() {
        return state.up();
    }

    @Override
    public String detail() {
        return state.detail();
    }

    private void look() {
        assert loop.inEventLoop();
        timer = null;
        if (stopped || session != null) {
            return;
        }
        Optional<Portion> next = plan.next();
        if (next.isEmpty()) {
            if (state instanceof PushState.Resting) {
                // What it failed at has gone.
                state = new PushState.Waiting(state.detail());
            }
            later(TimeUnit.MILLISECONDS.toNanos(plan.pollMillis()));
            return;
        }
        state = new PushState.Connecting(maker.url(), failures, failures == 0 && state.up());
        Session begun = new Session(next.get());
        session = begun;
        begun.begin();
    }

    private void later(long nanos) {
        cancelTimer();
        if (!stopped) {
            timer = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void onTaken(Portion portion, String text) {
        failures = 0;
        plan.taken(portion);
        state = new PushState.Waiting(text);
        log.atLevel(portion.isPiece() ? Level.DEBUG : Level.INFO)
                .log(
                        "source={} output={} event=push-taken portion={} detail=\"{}\"",
                        account.source(),
                        account.output(),
                        portion.number(),
                        text);
        later(1);
    }

    private void onFailed(Outcome outcome, long sentNanos) {
        if (stopped) {
            log.info(
                    "source={} output={} event=push-closed reason=\"{}\"",
                    account.source(),
                    account.output(),
                    outcome.text());
            return;
        }
        failures = sentNanos >= GOOD_NANOS ? 1 : failures + 1;
        long rest = Math.max(
                rest(outcome.kind() == Outcome.Kind.REFUSED),
                outcome.notBefore().toNanos());
        state = new PushState.Resting(outcome.text(), failures, clock.instant().plusNanos(rest));
        log.warn(
                "source={} output={} event=push-failed url={} reason=\"{}\" failures={} again={}",
                account.source(),
                account.output(),
                maker.url(),
                outcome.text(),
                failures,
                TimeUnit.NANOSECONDS.toMillis(rest) / 1e3 + "s");
        later(rest);
    }

    private long rest(boolean lasting) {
        double min = retry.min().toNanos();
        double max = retry.max().toNanos();
        if (lasting) {
            return (long) (max * (0.75 + 0.25 * random.nextDouble()));
        }
        double ceiling = Math.min(max, min * Math.pow(2, failures - 1));
        return (long) (min + Math.max(0, ceiling - min) * random.nextDouble());
    }

    /** One attempt at one portion, and its listener. */
    private final class Session implements Attempt.Events, Door {

        private final Portion portion;
        private @Nullable Attempt attempt;
        private String to = "";
        private boolean admitted;
        private long openedNanos = -1;

        Session(Portion portion) {
            this.portion = portion;
        }

        void begin() {
            attempt = maker.begin(loop, portion, this);
        }

        void cancel() {
            if (attempt != null) {
                attempt.cancel();
            }
        }

        @Override
        public void onReady(String peer) {
            if (session != this || attempt == null) {
                return;
            }
            to = peer;
            admitted = true;
            Admission admission = fanout.admission(
                    loop,
                    new ListenerRequest(
                            stream,
                            account,
                            peer,
                            "",
                            terms,
                            portion.span(),
                            false,
                            Asked.NOTHING,
                            portion.span().isPresent(),
                            Optional.empty()),
                    this);
            attempt.attach(admission);
            admission.begin();
        }

        @Override
        public ListenerChannel open(StreamInfo info) {
            plan.admitted(portion);
            openedNanos = ticker.nanoTime();
            state = new PushState.Sending(to, clock.instant());
            if (portion.number() == 0 || failures > 0) {
                log.info(
                        "source={} output={} event=push-connected url={} to={}",
                        account.source(),
                        account.output(),
                        maker.url(),
                        to);
            }
            if (attempt == null) {
                throw new IllegalStateException("opened before it was begun");
            }
            return attempt.channel();
        }

        @Override
        public void refuse(Refusal reason) {
            cancel();
            stopped |= reason == Refusal.SHUTDOWN;
            onOver(Outcome.failed("nothing is given to it: " + reason.word()));
        }

        @Override
        public void onOver(Outcome outcome) {
            if (session != this) {
                return;
            }
            session = null;
            if (outcome.kind() == Outcome.Kind.TAKEN) {
                onTaken(portion, outcome.text());
            } else if (outcome.kind() == Outcome.Kind.ELSEWHERE) {
                later(1);
            } else {
                onFailed(outcome, openedNanos < 0 ? 0 : ticker.nanoTime() - openedNanos);
            }
        }
    }
}
