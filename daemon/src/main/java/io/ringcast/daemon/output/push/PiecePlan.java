package io.ringcast.daemon.output.push;

import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.ring.JoinPoint;
import io.ringcast.daemon.ring.Ring;
import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.Start;
import io.ringcast.daemon.stream.Stream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream in pieces that follow each other without a gap, each cut when it has its size or its age: at the newest join point in it, else
 * between two units. A piece is the same in each attempt; what leaves the ring before it was taken is passed over, and counted.
 */
final class PiecePlan implements Plan {

    private static final Logger log = LoggerFactory.getLogger(PiecePlan.class);

    private static final long POLL_MILLIS = 50;

    /** A join point that would leave less than a quarter of the piece is none to cut at. */
    private static final int LEAST_PART = 4;

    private final Stream stream;
    private final Ring ring;
    private final OutputAccount account;
    private final LongSupplier ringClock;
    private final OptionalLong mostBytes;
    private final Optional<Duration> mostAge;

    private LiveEpoch epoch;
    private @Nullable Portion pending;
    private long from;
    private long number;

    /**
     * @param ringClock nanoseconds, the ring's clock
     * @param mostBytes when a piece is full
     * @param mostAge when a piece is old enough, however small
     */
    PiecePlan(
            Stream stream,
            OutputAccount account,
            LongSupplier ringClock,
            OptionalLong mostBytes,
            Optional<Duration> mostAge) {
        this.stream = stream;
        this.ring = stream.ring();
        this.account = account;
        this.ringClock = ringClock;
        this.mostBytes = mostBytes;
        this.mostAge = mostAge;
        this.epoch = stream.previous();
        this.from = epoch.end();
    }

    @Override
    public Optional<Portion> next() {
        if (!atAnEpoch()) {
            return Optional.empty();
        }
        passOverWhatIsGone();
        Portion again = pending;
        if (again == null) {
            LiveEpoch now = epoch;
            long to = cut(Math.min(ring.head(), now.end()), now.end());
            if (to <= from) {
                return Optional.empty();
            }
            again = new Portion(now, Optional.of(new ListenerRequest.Span(now, from, to)), number);
            pending = again;
        }
        return Optional.of(again);
    }

    @Override
    public void taken(Portion portion) {
        number++;
        from = portion.span().orElseThrow().end();
        pending = null;
    }

    @Override
    public long pollMillis() {
        return POLL_MILLIS;
    }

    /** Whether there is something to cut pieces from: the epoch that it is at, or behind its end the next one. */
    private boolean atAnEpoch() {
        if (stream.info().format().isEmpty()) {
            return false;
        }
        if (from >= epoch.end()) {
            epoch.successor().ifPresent(next -> {
                epoch = next;
                from = next.epoch().base();
                pending = null;
            });
        }
        return true;
    }

    private void passOverWhatIsGone() {
        if (from >= ring.tail()) {
            return;
        }
        LiveEpoch now = epoch;
        long to = Math.min(stream.startOldest().map(Start::offset).orElseGet(ring::tail), now.end());
        if (to <= from) {
            return;
        }
        account.skipped(to - from);
        log.warn(
                "source={} output={} event=push-skipped bytes={} reason=\"they left the ring before the server took them\"",
                account.source(),
                account.output(),
                to - from);
        from = to;
        pending = null;
    }

    /** Where the next piece ends, {@code from} while it is not due. */
    private long cut(long head, long end) {
        long most = head;
        boolean due = head == end;
        if (mostBytes.isPresent() && head - from >= mostBytes.getAsLong()) {
            most = from + mostBytes.getAsLong();
            due = true;
        }
        if (mostAge.isPresent() && head > from) {
            long now = ringClock.getAsLong();
            long old = ring.publishedNanos(from, now) + mostAge.get().toNanos();
            if (now - old >= 0) {
                // Behind a pause there is much to send: not more at once than otherwise.
                most = Math.min(most, Math.max(ring.offsetAtOrBefore(old), firstUnitEnd(head)));
                due = true;
            }
        }
        return !due ? from : most == end ? end : boundary(most, head);
    }

    private long boundary(long most, long head) {
        if (stream.segmentAt(from).format().hasJoinPoints()) {
            JoinPoint join = ring.joinPointAtOrBefore(most);
            if (join != null && join.offset() > from && join.offset() - from >= (most - from) / LEAST_PART) {
                return join.offset();
            }
        }
        long unit = stream.unitEndAtOrBefore(Math.min(most, stream.segmentEnd(from)), from);
        return unit > from ? unit : firstUnitEnd(head);
    }

    private long firstUnitEnd(long head) {
        return Math.min(head, stream.unitEndBehind(from, head));
    }
}
