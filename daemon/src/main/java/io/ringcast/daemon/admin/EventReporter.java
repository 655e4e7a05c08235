package io.ringcast.daemon.admin;

import io.ringcast.daemon.fanout.FanoutObserver;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.ListenerSnapshot;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.metrics.LineBudget;
import io.ringcast.daemon.metrics.ListenerLog;
import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.SourceObserver;
import io.ringcast.daemon.source.SourceState;
import io.ringcast.protocol.api.EventView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Makes events of what happens to sources and listeners, for those who follow {@code /api/v1/events}: so many a second, and what is more
 * as one event that counts it. Thread-safe and without locks; called on any event loop.
 */
public final class EventReporter implements FanoutObserver {

    /** Events in a second, beside changes that somebody asked for. */
    static final int EVENTS_PER_SECOND = 200;

    /** Events that are kept for those who come back. */
    static final int KEPT = 1000;

    private final EventLog log;
    private final InstantSource clock;
    private final LineBudget budget;
    private final ListenerLog.Later later;
    private final LongAdder more = new LongAdder();
    private final AtomicBoolean summaryDue = new AtomicBoolean();

    /**
     * @param run tells the events of this daemon from those of the one before: letters and digits
     * @param nanos nanoseconds that never fall
     * @param later where summaries are made
     */
    public EventReporter(String run, InstantSource clock, LongSupplier nanos, ListenerLog.Later later) {
        this.log = new EventLog(run, KEPT);
        this.clock = clock;
        this.budget = new LineBudget(EVENTS_PER_SECOND, nanos);
        this.later = later;
    }

    EventLog log() {
        return log;
    }

    /** Reports what happens to the inputs of one source. */
    public SourceObserver source(String name) {
        return new OfSource(name);
    }

    /** Somebody asked for a change. */
    void control(String source, String action, String by, String outcome, String detail) {
        log.add(id -> new Event("control", source, action + ": " + detail)
                .reason(outcome)
                .remote(by)
                .view(id, clock));
    }

    @Override
    public void onJoined(OutputAccount account, long waitedNanos) {
        // The list of listeners has it; an end says all that is worth an event.
    }

    @Override
    public void onLag(OutputAccount account, long lagNanos) {
        // A figure.
    }

    @Override
    public void onEnded(ListenerEnd end) {
        ListenerSnapshot listener = end.listener();
        tell(new Event("listener-ended", listener.account().source(), end.detail())
                .reason(end.reason().word())
                .output(listener.account().output())
                .listener(listener));
    }

    @Override
    public void onRefused(OutputAccount account, Refusal reason) {
        tell(new Event("listener-refused", account.source(), "somebody was not let in")
                .reason(reason.word())
                .output(account.output()));
    }

    @Override
    public void onOverrun(long waitedNanos) {
        // A figure.
    }

    @Override
    public void onStretched(int factor, double share) {
        // The log says it.
    }

    private void tell(Event event) {
        if (budget.spend()) {
            log.add(id -> event.view(id, clock));
            return;
        }
        more.increment();
        if (summaryDue.compareAndSet(false, true)) {
            later.run(this::summarise, Duration.ofSeconds(1));
        }
    }

    private void summarise() {
        // First, so that what comes meanwhile is either in this summary or asks for another one.
        summaryDue.set(false);
        long left = more.sumThenReset();
        log.add(id -> new Event("left-out", "", left + " more events happened within a second")
                .count(left)
                .view(id, clock));
    }

    private final class OfSource implements SourceObserver {

        private final String source;

        OfSource(String source) {
            this.source = source;
        }

        @Override
        public void onStateChanged(SourceState from, SourceState to) {
            tell(new Event("source-state", source, Views.sentence(to)).state(to.word()));
        }

        @Override
        public void onFailed(int input, InputFailure failure, boolean resuming) {
            String next = resuming ? "; it is to go on where it broke" : "";
            tell(new Event("input-failed", source, failure.detail() + next)
                    .input(input)
                    .reason(failure.reason().word()));
        }

        @Override
        public void onSwitched(int from, int to, String reason) {
            tell(new Event("input-switched", source, "input " + to + " instead of " + from)
                    .input(to)
                    .reason(reason));
        }

        @Override
        public void onStandingBy(int input) {
            tell(new Event("input-standing-by", source, "input " + input + " is connected beside the active one")
                    .input(input));
        }
    }

    /** What becomes an event; used by one thread. */
    private static final class Event {
        private final String event;
        private final String source;
        private final String detail;
        private Optional<String> state = Optional.empty();
        private Optional<Integer> input = Optional.empty();
        private Optional<String> reason = Optional.empty();
        private Optional<String> output = Optional.empty();
        private Optional<Long> listener = Optional.empty();
        private Optional<String> remote = Optional.empty();
        private Optional<Long> bytes = Optional.empty();
        private Optional<Long> count = Optional.empty();

        Event(String event, String source, String detail) {
            this.event = event;
            this.source = source;
            this.detail = detail;
        }

        Event state(String word) {
            state = Optional.of(word);
            return this;
        }

        Event input(int index) {
            input = Optional.of(index);
            return this;
        }

        Event reason(String word) {
            reason = Optional.of(word);
            return this;
        }

        Event output(String name) {
            output = Optional.of(name);
            return this;
        }

        Event listener(ListenerSnapshot snapshot) {
            listener = Optional.of(snapshot.id());
            bytes = Optional.of(snapshot.bytes());
            return remote(snapshot.remote());
        }

        Event remote(String address) {
            remote = Optional.of(address);
            return this;
        }

        Event count(long events) {
            count = Optional.of(events);
            return this;
        }

        EventView view(String id, InstantSource clock) {
            return new EventView(
                    id,
                    clock.instant().toString(),
                    event,
                    source,
                    detail,
                    state,
                    input,
                    reason,
                    output,
                    listener,
                    remote,
                    bytes,
                    count);
        }
    }
}
