package io.ringcast.daemon.output;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.config.RetrySpec;
import io.ringcast.daemon.fanout.Admission;
import io.ringcast.daemon.fanout.Door;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.ListenerChannel;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.Stream;
import io.ringcast.daemon.stream.StreamInfo;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An output with one listener that the daemon makes itself: a child, a file, stdout. It is opened when there is something to give, and
 * opened again, after a rest, when it has closed.
 *
 * <pre>
 *   resting ── bytes flow ──► at the door ── a start ──► open ── closed, lapped, ended ──► resting (1 s, doubled, with jitter)
 * </pre>
 *
 * <p>State belongs to its event loop; the public methods are thread-safe.
 */
public final class SinkOutput implements OwnOutput {

    private static final Logger log = LoggerFactory.getLogger(SinkOutput.class);

    /** One that lasted so long was good: the next rest is the shortest again. */
    private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How often it is looked whether there is something to give. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final EventLoop loop;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final Fanout fanout;
    private final ListenerRequest request;
    private final SinkTarget.Opener opener;
    private final RetrySpec retry;

    private @Nullable Session session;

    /** The newest epoch of which it was given something. */
    private @Nullable LiveEpoch given;

    private @Nullable Future<?> timer;
    private int failures;
    private boolean stopped;

    private volatile boolean up;

    /**
     * @param loop one of the fan-out's
     * @param ticker what {@code loop} schedules by
     * @param random jitter
     * @param account its figures
     * @param retry bounds of the rests
     */
    public SinkOutput(
            EventLoop loop,
            Ticker ticker,
            RandomGenerator random,
            Fanout fanout,
            Stream stream,
            OutputAccount account,
            ListenerRequest.Terms terms,
            SinkTarget.Opener opener,
            RetrySpec retry) {
        this.loop = loop;
        this.ticker = ticker;
        this.random = random;
        this.fanout = fanout;
        this.request = ListenerRequest.ofOutput(stream, account, opener.url(), terms, opener.demands());
        this.opener = opener;
        this.retry = retry;
    }

    /** Opens it as soon as there is something to give. */
    @Override
    public void start() {
        loop.execute(this::look);
    }

    /** Does not open it any more; one that is open ends with the fan-out. */
    @Override
    public Future<?> stop() {
        return loop.submit(() -> {
            stopped = true;
            cancel();
        });
    }

    @Override
    public OutputAccount account() {
        return request.account();
    }

    @Override
    public String url() {
        return opener.url();
    }

    @Override
    public boolean up() {
        return up;
    }

    @Override
    public String detail() {
        return opener.detail();
    }

    @Override
    public Optional<RecordingAccount> recordings() {
        return opener.recordings();
    }

    /** What is configured does not start a source on demand, and what has ended is not given again. */
    private void look() {
        timer = null;
        if (stopped || session != null) {
            return;
        }
        Stream stream = request.stream();
        boolean begun = stream.info().format().isPresent() || opener.demands();
        if (begun && !stream.epoch().filter(this::isOver).isPresent()) {
            Session next = new Session();
            session = next;
            next.begin();
        } else {
            later(LOOK_NANOS);
        }
    }

    /** An item may be so short that it has ended before it was looked for: it is there for whom it was not given to. */
    private boolean isOver(LiveEpoch epoch) {
        boolean gone = epoch.end() <= request.stream().ring().tail();
        return epoch.end() != LiveEpoch.OPEN && (gone || epoch == given);
    }

    private void later(long nanos) {
        cancel();
        if (!stopped) {
            timer = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void onOver(long openNanos, String how, boolean orderly) {
        session = null;
        up = false;
        failures = openNanos >= GOOD_NANOS || orderly ? 0 : failures + 1;
        boolean again = opener.reopens() && !stopped;
        double ceiling = Math.min(retry.max().toNanos(), retry.min().toNanos() * Math.pow(2, failures));
        long min = retry.min().toNanos();
        long rest = min + (long) (Math.max(0, ceiling - min) * random.nextDouble());
        log.info(
                "source={} output={} event=output-closed how=\"{}\" open={}s again={}",
                account().source(),
                account().output(),
                how,
                openNanos / 1e9,
                again ? rest / 1e9 + "s" : "no");
        if (again) {
            later(rest);
        }
    }

    /** From the door to the end: one listener. */
    private final class Session implements Door, SinkTarget.Events {

        private @Nullable Admission admission;
        private @Nullable BlockingSink sink;
        private long openedNanos = ticker.nanoTime();
        private boolean over;

        void begin() {
            ListenerRequest.Terms terms = request.terms();
            Admission made = fanout.admission(loop, request.with(terms.join(opener.join(terms.join()))), this);
            admission = made;
            made.begin();
        }

        @Override
        public ListenerChannel open(StreamInfo info) {
            openedNanos = ticker.nanoTime();
            given = request.stream().epoch().orElse(null);
            BlockingSink opened = new BlockingSink(
                    loop, opener.open(loop, this), () -> close("the daemon ended it, see its end record", false));
            sink = opened;
            return opened;
        }

        @Override
        public void refuse(Refusal reason) {
            over = true;
            session = null;
            if (reason == Refusal.SHUTDOWN) {
                stopped = true;
            } else {
                later(retry.min().toNanos());
            }
        }

        @Override
        public void onOpened() {
            up = !over;
            log.info(
                    "source={} output={} event=output-opened to={}",
                    account().source(),
                    account().output(),
                    opener.url());
        }

        @Override
        public void onWritable() {
            if (!over) {
                Objects.requireNonNull(admission).onWritable();
            }
        }

        @Override
        public void onClosed(String how, boolean orderly) {
            if (sink != null) {
                sink.onClosed();
            }
            close(how, orderly);
        }

        private void close(String how, boolean orderly) {
            if (over) {
                return;
            }
            over = true;
            Objects.requireNonNull(admission).onClosed(null);
            onOver(ticker.nanoTime() - openedNanos, how, orderly);
        }
    }
}
