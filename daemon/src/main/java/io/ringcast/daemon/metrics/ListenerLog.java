package io.ringcast.daemon.metrics;

import io.ringcast.daemon.fanout.EndReason;
import io.ringcast.daemon.fanout.FanoutObserver;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes how each listener ended, and who was not let in, into the log: a line of key=value each, and what is more than {@link
 * #LINES_PER_SECOND} in a second as one summary by reason. Thread-safe and without locks; called on any event loop.
 */
public final class ListenerLog implements FanoutObserver, AutoCloseable {

    /** Lines of its own in a second; the summary comes on top. */
    static final int LINES_PER_SECOND = 20;

    private static final Logger log = LoggerFactory.getLogger(ListenerLog.class);

    private static final int PERCENT = 100;

    private final Later later;
    private final LineBudget budget;
    private final Map<EndReason, LongAdder> moreEnds = adders(EndReason.class);
    private final Map<Refusal, LongAdder> moreRefusals = adders(Refusal.class);
    private final AtomicBoolean summaryDue = new AtomicBoolean();

    /** Runs something after a while, on any thread. */
    @FunctionalInterface
    public interface Later {
        void run(Runnable task, Duration delay);
    }

    /**
     * @param nanos nanoseconds that never fall
     * @param later where summaries are written
     */
    public ListenerLog(LongSupplier nanos, Later later) {
        this.later = later;
        this.budget = new LineBudget(LINES_PER_SECOND, nanos);
    }

    @Override
    public void onJoined(OutputAccount account, long waitedNanos) {
        // How it ended says all that is worth a line.
    }

    @Override
    public void onLag(OutputAccount account, long lagNanos) {
        // A figure, not an event.
    }

    @Override
    public void onEnded(ListenerEnd end) {
        if (!log.isInfoEnabled()) {
            return;
        }
        if (!budget.spend()) {
            count(moreEnds, end.reason());
            return;
        }
        log.info("{}", EndLine.of(end));
    }

    @Override
    public void onRefused(OutputAccount account, Refusal reason) {
        if (!log.isInfoEnabled()) {
            return;
        }
        if (budget.spend()) {
            log.info(
                    "source={} event=listener-refused output={} kind={} reason={}",
                    account.source(),
                    account.output(),
                    account.kind(),
                    reason.word());
        } else {
            count(moreRefusals, reason);
        }
    }

    @Override
    public void onOverrun(long waitedNanos) {
        // A figure: a daemon that is short of time should not write lines.
    }

    @Override
    public void onStretched(int factor, double share) {
        if (factor > 1) {
            log.warn(
                    "event=latency-widened factor={} busy={}% detail=\"the walks over the listeners fill a core: bytes wait up to {} times the"
                            + " configured latency for company\"",
                    factor, Math.round(share * PERCENT), factor);
        } else {
            log.info("event=latency-as-configured busy={}%", Math.round(share * PERCENT));
        }
    }

    /** Writes what was not written yet. */
    @Override
    public void close() {
        summarise();
    }

    private <R extends Enum<R>> void count(Map<R, LongAdder> more, R reason) {
        LongAdder counter = more.get(reason);
        if (counter != null) {
            counter.increment();
        }
        if (summaryDue.compareAndSet(false, true)) {
            later.run(this::summarise, Duration.ofSeconds(1));
        }
    }

    private void summarise() {
        // First, so that what comes meanwhile is either in this summary or asks for another one.
        summaryDue.set(false);
        summarise("listeners-ended", moreEnds, EndReason::word);
        summarise("listeners-refused", moreRefusals, Refusal::word);
    }

    private static <R extends Enum<R>> void summarise(String event, Map<R, LongAdder> more, Function<R, String> word) {
        long total = 0;
        StringJoiner reasons = new StringJoiner(",");
        for (Map.Entry<R, LongAdder> entry : more.entrySet()) {
            long count = entry.getValue().sumThenReset();
            if (count > 0) {
                total += count;
                reasons.add(word.apply(entry.getKey()) + ":" + count);
            }
        }
        if (total > 0) {
            log.info("event={} more={} reasons={}", event, total, reasons);
        }
    }

    private static <R extends Enum<R>> Map<R, LongAdder> adders(Class<R> reasons) {
        Map<R, LongAdder> adders = new EnumMap<>(reasons);
        for (R reason : reasons.getEnumConstants()) {
            adders.put(reason, new LongAdder());
        }
        return adders;
    }
}
