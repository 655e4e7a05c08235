package io.ringcast.daemon.source;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which input is tried next, and when: after a failure the next one in order that does not rest, and when all rest, the one whose rest
 * ends first. Pure bookkeeping, driven by the {@link SourceSupervisor} on its loop.
 */
final class Rotation {

    /** Whoever was lost again and again is returned to once an hour at least. */
    private static final long LONGEST_ASIDE = TimeUnit.HOURS.toNanos(1);

    private final Backoff backoff;
    private final RandomGenerator random;
    private final List<Entry> entries;

    private final int inputs;

    /**
     * @param inputs how many take turns
     * @param spare how many more, numbered behind them, do not
     */
    Rotation(int inputs, int spare, Backoff backoff, RandomGenerator random) {
        if (inputs < 1) {
            throw new IllegalArgumentException("inputs: " + inputs + " (expected: >= 1)");
        }
        this.backoff = backoff;
        this.random = random;
        this.inputs = inputs;
        this.entries = Stream.generate(Entry::new).limit(inputs + spare).toList();
    }

    /** The number of this input's next attempt since it last worked well, from 1. */
    int attempt(int input) {
        return entries.get(input).failures + 1;
    }

    /** Failures of this input since the daemon started. */
    long totalFailures(int input) {
        return entries.get(input).totalFailures;
    }

    Optional<InputFailure> lastFailure(int input) {
        return Optional.ofNullable(entries.get(input).lastFailure);
    }

    /** This input has been good for a while, or ended as it should. */
    void onGood(int input) {
        Entry entry = entries.get(input);
        entry.failures = 0;
        entry.restsUntilNanos = Long.MIN_VALUE;
    }

    /** This input was lost: it rests. */
    void onFailed(int input, InputFailure failure, long nowNanos) {
        Entry entry = entries.get(input);
        entry.failures++;
        entry.totalFailures++;
        entry.lastFailure = failure;
        entry.restsUntilNanos = nowNanos + restNanos(entry, failure);
    }

    /**
     * This input was lost soon after it was returned to, {@code nowNanos}: it is not returned to for longer each time, though it stands
     * in like any other.
     *
     * @return how long, nanoseconds
     */
    long onRelapse(int input, long shortestNanos, long nowNanos) {
        Entry entry = entries.get(input);
        long aside = (long) Math.min((double) LONGEST_ASIDE, shortestNanos * Math.pow(2, entry.relapses));
        entry.relapses++;
        entry.asideUntilNanos = nowNanos + aside;
        return aside;
    }

    /** How often in a row this input was lost soon after it was returned to. */
    int relapses(int input) {
        return entries.get(input).relapses;
    }

    /** This input has fed the stream for long: that it was lost before is forgotten. */
    void onSettled(int input) {
        Entry entry = entries.get(input);
        entry.relapses = 0;
        entry.asideUntilNanos = Long.MIN_VALUE;
    }

    /** What this input waited for is there: it need not rest. */
    void onReady(int input) {
        entries.get(input).restsUntilNanos = Long.MIN_VALUE;
    }

    private long restNanos(Entry entry, InputFailure failure) {
        if (failure.reason() == InputFailure.Reason.SILENT || failure.reason() == InputFailure.Reason.CONNECTIONS) {
            // Nobody is troubled by one who listens, and who rests misses the first bytes; nor by one who asks
            // ourselves.
            return backoff.min().toNanos();
        }
        return failure.lasting() ? backoff.slowRestNanos(random) : backoff.restNanos(entry.failures, random);
    }

    /** This input was lost, but has moved forward before and may go on at once. */
    void onInterrupted(int input, InputFailure failure) {
        Entry entry = entries.get(input);
        entry.totalFailures++;
        entry.lastFailure = failure;
        onGood(input);
    }

    /** Somebody wants all of them to be tried now. */
    void forgive() {
        IntStream.range(0, entries.size()).forEach(input -> {
            onGood(input);
            onSettled(input);
        });
    }

    /** What is tried after {@code input} was lost; of two that are ready, the one that comes first behind it in the circle. */
    Choice next(int input, long nowNanos) {
        return soonest(behind(input), nowNanos).orElseThrow();
    }

    /**
     * The same beside {@code active}, which is not lost, of those behind {@code input} in the circle that are {@code possible}; empty if
     * there is no other.
     */
    Optional<Choice> beside(int active, int input, IntPredicate possible, long nowNanos) {
        return soonest(behind(input).filter(each -> each != active).filter(possible), nowNanos);
    }

    /**
     * Which of those that come before {@code input} and were lost is tried soonest; the first of them where several may be. What was put
     * aside waits for longer, unless {@code input} is not one of those that take turns: then any of them is better.
     */
    Optional<Choice> better(int input, long nowNanos) {
        return IntStream.range(0, Math.min(input, inputs))
                .filter(each -> entries.get(each).failures > 0)
                .mapToObj(each -> {
                    long aside = input < inputs ? left(entries.get(each).asideUntilNanos, nowNanos) : 0;
                    return new Choice(each, Math.max(waitNanos(each, nowNanos), aside));
                })
                .min(Comparator.comparingLong(Choice::waitNanos));
    }

    /** How long this input must still rest, 0 when it need not. */
    long waitNanos(int input, long nowNanos) {
        return left(entries.get(input).restsUntilNanos, nowNanos);
    }

    private static long left(long untilNanos, long nowNanos) {
        return untilNanos == Long.MIN_VALUE ? 0 : Math.max(0, untilNanos - nowNanos);
    }

    private IntStream behind(int input) {
        int first = Math.min(input, inputs - 1);
        return IntStream.rangeClosed(1, inputs).map(step -> (first + step) % inputs);
    }

    /** The first of those whose rest ends first. */
    private Optional<Choice> soonest(IntStream those, long nowNanos) {
        return those.mapToObj(each -> new Choice(each, waitNanos(each, nowNanos)))
                .min(Comparator.comparingLong(Choice::waitNanos));
    }

    /**
     * An input to try.
     *
     * @param input its index
     * @param waitNanos how long to wait before, 0 for now
     */
    record Choice(int input, long waitNanos) {}

    private static final class Entry {
        private int failures;
        private long totalFailures;
        private long restsUntilNanos = Long.MIN_VALUE;
        private int relapses;
        private long asideUntilNanos = Long.MIN_VALUE;
        private @Nullable InputFailure lastFailure;
    }
}
