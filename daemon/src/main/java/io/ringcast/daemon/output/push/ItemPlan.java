package io.ringcast.daemon.output.push;

import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.fanout.ListenerRequest;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.ring.HoldBack;
import io.ringcast.daemon.ring.Ring;
import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.Stream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each item exactly once: from the first byte of an epoch to its last, without a preamble, again from the first byte while the ring has
 * that. With policy {@code wait} the source is held back from the start until a listener holds it, for {@code wait-limit} at most.
 */
final class ItemPlan implements Plan {

    private static final Logger log = LoggerFactory.getLogger(ItemPlan.class);

    private static final long POLL_MILLIS = 100;

    private final Ring ring;
    private final OutputAccount account;
    private final Ticker ticker;
    private final Optional<Duration> waitLimit;

    private @Nullable HoldBack hold;
    private @Nullable LiveEpoch current;
    private LiveEpoch done;
    private boolean isLost;
    private long lostTo;
    private long seenNanos;
    private long number;

    /** @param waitLimit how long the source is held back for a peer that does not come; empty when it is not */
    ItemPlan(Stream stream, OutputAccount account, Ticker ticker, Optional<Duration> waitLimit) {
        this.ring = stream.ring();
        this.account = account;
        this.ticker = ticker;
        this.waitLimit = waitLimit;
        this.done = stream.previous();
    }

    @Override
    public void begin() {
        if (waitLimit.isPresent()) {
            HoldBack made = ring.holdBack();
            hold = made;
            made.hold(ring.head());
        }
    }

    @Override
    public Optional<Portion> next() {
        LiveEpoch item = current;
        if (item == null) {
            Optional<LiveEpoch> following = following();
            if (following.isEmpty()) {
                return Optional.empty();
            }
            item = following.get();
            current = item;
            seenNanos = ticker.nanoTime();
        }
        long base = item.epoch().base();
        if (isLost || ring.tail() > base) {
            lose(item, base);
            return Optional.empty();
        }
        holdFrom(isPatient() ? base : HoldBack.NOTHING);
        return Optional.of(
                new Portion(item, Optional.of(new ListenerRequest.Span(item, base, Long.MAX_VALUE)), number));
    }

    /** The item behind the last one, when there is a byte of it. */
    private Optional<LiveEpoch> following() {
        Optional<LiveEpoch> next = done.successor();
        while (next.isPresent() && next.get().end() == next.get().start()) {
            done = next.get();
            next = done.successor();
        }
        return next.filter(item -> ring.head() > item.start());
    }

    /** Its listener holds the source back from now on, or nobody does. */
    @Override
    public void admitted(Portion portion) {
        holdFrom(HoldBack.NOTHING);
    }

    @Override
    public void taken(Portion portion) {
        over(portion.epoch());
    }

    @Override
    public void end() {
        if (hold != null) {
            ring.remove(hold);
            hold = null;
        }
    }

    @Override
    public long pollMillis() {
        return POLL_MILLIS;
    }

    private boolean isPatient() {
        return waitLimit.isPresent()
                && ticker.nanoTime() - seenNanos < waitLimit.get().toNanos();
    }

    /** Counts what is there of it, for as long as it goes on. */
    private void lose(LiveEpoch item, long base) {
        if (!isLost) {
            isLost = true;
            lostTo = base;
            holdFrom(HoldBack.NOTHING);
            log.warn(
                    "source={} output={} event=push-item-lost reason=\"its first {} bytes have left the ring, so that it cannot be sent whole\""
                            + " remedy=\"a larger ring, or policy = wait\"",
                    account.source(),
                    account.output(),
                    Math.min(ring.tail(), item.end()) - base);
        }
        long end = item.end();
        long to = Math.max(lostTo, Math.min(ring.head(), end));
        account.skipped(to - lostTo);
        lostTo = to;
        if (to == end) {
            isLost = false;
            over(item);
        }
    }

    private void over(LiveEpoch item) {
        done = item;
        current = null;
        number++;
        holdFrom(Math.min(item.end(), ring.head()));
    }

    private void holdFrom(long offset) {
        if (hold != null) {
            hold.hold(offset);
        }
    }
}
