package io.ringcast.daemon.fanout;

import io.netty.util.concurrent.ScheduledFuture;
import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.ring.HoldBack;
import io.ringcast.daemon.ring.Ring;
import io.ringcast.daemon.stream.Start;
import io.ringcast.daemon.stream.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's way in: held at the door until there is something to start with, then a {@link Listener}, then over. Owned by the event loop
 * of its channel.
 */
public final class Admission {

    private static final int START_ATTEMPTS = 8;
    private static final Duration EXPIRY_LOOK = Duration.ofMinutes(1);

    private final FanoutTick tick;
    private final ListenerRequest request;
    private final Door door;
    private final long arrivedNanos;
    private long holdsFrom;

    private boolean arrived;
    private boolean over;
    private @Nullable Listener listener;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable ScheduledFuture<?> expiry;

    Admission(FanoutTick tick, ListenerRequest request, Door door) {
        this.tick = tick;
        this.request = request;
        this.door = door;
        this.arrivedNanos = tick.nanos();
        this.holdsFrom = request.stream().ring().head();
    }

    /**
     * Lets it in at once, or as soon as there is something to start with, or refuses it after {@code join-wait}; a little later when many
     * come.
     */
    public void begin() {
        tick.arrive(this);
    }

    /** It is its turn to come in. */
    void enter() {
        if (over) {
            return;
        }
        Optional<Refusal> refusal = tick.refusal();
        if (refusal.isPresent()) {
            over = true;
            refuse(refusal.get());
            return;
        }
        request.until().ifPresent(this::awaitExpiry);
        if (over) {
            return;
        }
        if (request.demands()) {
            arrived = true;
            request.stream().arrive();
        }
        tryStart();
        if (listener == null && !over) {
            tick.audience(request).await(this);
            deadline =
                    tick.schedule(this::onDeadline, request.terms().joinWait().toNanos());
        }
    }

    /** Its channel takes bytes again. */
    public void onWritable() {
        Listener playing = listener;
        if (playing != null && !over) {
            tick.audience(request).onWritable(playing);
        }
    }

    /** Its channel is about to close for an error. */
    public void onFailing() {
        Listener playing = listener;
        if (playing != null && !over) {
            tick.onFailing(playing);
        }
    }

    /** Its channel has closed, whoever closed it. */
    public void onClosed(@Nullable Throwable cause) {
        if (over) {
            return;
        }
        over = true;
        cancelExpiry();
        Listener played = listener;
        if (played != null) {
            tick.onClosed(played, cause);
        } else {
            leaveDoor();
        }
        leaveStream();
    }

    boolean waits() {
        return request.terms().policy() == Policy.WAIT;
    }

    /** The ring is full from where it holds the source on, and no start is in it: only what comes next can bring one. */
    void letGo() {
        holdsFrom = HoldBack.NOTHING;
    }

    /** From which offset on it holds the source back: the head when it came. */
    long holdsFrom() {
        return holdsFrom;
    }

    /** Starts if there is something to start with. */
    void tryStart() {
        if (over || listener != null) {
            return;
        }
        Optional<Start> first = firstStart();
        if (first.isPresent()) {
            start(first.get());
        } else if (request.stream().outOfReach().isPresent()) {
            refuseNow(Refusal.BEGINNING_GONE);
        }
    }

    void refuseNow(Refusal reason) {
        over = true;
        cancelExpiry();
        leaveDoor();
        refuse(reason);
        leaveStream();
    }

    private void start(Start first) {
        Start start = waits() ? held(first) : first;
        Stream stream = request.stream();
        Audience audience = tick.audience(request);
        audience.letIn(this);
        cancelDeadline();
        Listener started = tick.listener(request, door.open(stream.info(), start), start);
        listener = started;
        tick.onJoined(request.account(), tick.nanos() - arrivedNanos);
        audience.add(started);
    }

    /** A start that the writer cannot evict any more: held first, then looked whether it is still there. */
    private Start held(Start first) {
        Ring ring = request.stream().ring();
        Start start = first;
        for (int i = 0; i < START_ATTEMPTS; i++) {
            tick.audience(request).holdFor(start.offset());
            if (start.offset() >= ring.tail()) {
                return start;
            }
            start = firstStart().orElse(start);
        }
        return start;
    }

    private Optional<Start> firstStart() {
        Optional<Start> asked = request.span().map(span -> new Start(span.from(), new byte[0], span.epoch()));
        return asked.isPresent()
                ? asked
                : Joins.resolve(request.stream(), request.terms().join());
    }

    private void onDeadline() {
        if (over || listener != null) {
            return;
        }
        boolean hasBytes = request.stream().info().format().isPresent()
                && request.stream().ring().head() > request.stream().ring().tail();
        Optional<Start> head = hasBytes || request.terms().join() instanceof JoinSpec.Live
                ? request.stream().startAtHead()
                : Optional.empty();
        if (head.isPresent()) {
            start(head.get());
        } else {
            refuseNow(Refusal.NO_DATA);
        }
    }

    private void refuse(Refusal reason) {
        tick.onRefused(request.account(), reason);
        door.refuse(reason);
    }

    private void leaveStream() {
        if (arrived) {
            arrived = false;
            request.stream().leave();
        }
    }

    /** Its leave may have ended; if not, looks again then, or in a while: the time of day may be set meanwhile. */
    private void awaitExpiry(Instant until) {
        Duration left = Duration.between(tick.now(), until);
        if (left.compareTo(Duration.ZERO) > 0) {
            Duration pause = left.compareTo(EXPIRY_LOOK) < 0 ? left : EXPIRY_LOOK;
            expiry = tick.schedule(() -> awaitExpiry(until), pause.toNanos());
            return;
        }
        Listener playing = listener;
        if (playing == null) {
            refuseNow(Refusal.SIGNATURE_EXPIRED);
        } else {
            tick.end(playing, EndReason.EXPIRED, "its URL was good until " + until);
        }
    }

    private void cancelExpiry() {
        if (expiry != null) {
            expiry.cancel(false);
            expiry = null;
        }
    }

    private void leaveDoor() {
        tick.audience(request).forget(this);
        cancelDeadline();
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
