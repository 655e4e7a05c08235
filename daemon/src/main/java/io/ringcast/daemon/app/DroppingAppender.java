package io.ringcast.daemon.app;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hands events of the log to a thread that writes them, and drops rather than waits when that falls behind, because event loops log: INFO
 * and below when the queue is nearly full, everything when it is full. What it drops it counts.
 */
public final class DroppingAppender extends AsyncAppender {

    private final LongAdder dropped = new LongAdder();

    public DroppingAppender() {
        setNeverBlock(true);
    }

    /** Lines dropped so far. When several threads fill the queue at the same moment, a few may be missing. */
    public long dropped() {
        return dropped.sum();
    }

    /** Whoever logs may change its arguments afterwards: their texts are taken now, for {@link LineMessage}. */
    @Override
    protected void preprocess(ILoggingEvent event) {
        super.preprocess(event);
        Object[] arguments = event.getArgumentArray();
        if (arguments != null) {
            Arrays.setAll(arguments, i -> String.valueOf(arguments[i]));
        }
    }

    /** Asked only when the queue is nearly full: what may be dropped then is dropped. */
    @Override
    protected boolean isDiscardable(ILoggingEvent event) {
        boolean discardable = super.isDiscardable(event);
        if (discardable) {
            dropped.increment();
        }
        return discardable;
    }

    @Override
    protected void put(ILoggingEvent event) {
        if (getRemainingCapacity() == 0) {
            dropped.increment();
        } else {
            super.put(event);
        }
    }
}
