package io.ringcast.daemon.fanout;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What one output of one source has done so far: the figures behind its metrics. Thread-safe. */
public final class OutputAccount {

    private final String source;
    private final String output;
    private final String kind;
    private final LongAdder deliveredBytes = new LongAdder();
    private final LongAdder skippedBytes = new LongAdder();
    private final AtomicInteger listeners = new AtomicInteger();

    /**
     * @param source name of the source
     * @param output configured or default name of the output
     * @param kind its kind, for example {@code tcp}
     */
    public OutputAccount(String source, String output, String kind) {
        this.source = source;
        this.output = output;
        this.kind = kind;
    }

    public String source() {
        return source;
    }

    public String output() {
        return output;
    }

    public String kind() {
        return kind;
    }

    /** Bytes that the kernel took for its listeners. */
    public long deliveredBytes() {
        return deliveredBytes.sum();
    }

    /** Bytes that its listeners did not get because they were moved forward. */
    public long skippedBytes() {
        return skippedBytes.sum();
    }

    /** Listeners that play now. */
    public int listeners() {
        return listeners.get();
    }

    /** The kernel took so many more. Any thread. */
    public void delivered(long bytes) {
        deliveredBytes.add(bytes);
    }

    /** So many were passed over. Any thread. */
    public void skipped(long bytes) {
        skippedBytes.add(bytes);
    }

    void joined() {
        listeners.incrementAndGet();
    }

    void left() {
        listeners.decrementAndGet();
    }
}
