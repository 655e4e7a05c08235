package io.ringcast.daemon.output.push;

import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.Stream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stream from where listeners start, for as long as it goes on; again from there after each loss of the connection. */
final class LivePlan implements Plan {

    private static final long POLL_MILLIS = 250;

    private final Stream stream;
    private @Nullable LiveEpoch done;
    private long number;

    LivePlan(Stream stream) {
        this.stream = stream;
    }

    /** What has ended is given once more only if nobody got its end yet. */
    @Override
    public Optional<Portion> next() {
        Optional<LiveEpoch> epoch = stream.epoch();
        if (epoch.isEmpty() || stream.info().format().isEmpty() || epoch.get() == done) {
            return Optional.empty();
        }
        boolean ended = epoch.get().end() != LiveEpoch.OPEN;
        boolean left = ended
                && (stream.onDemand() || stream.ring().tail() >= epoch.get().end());
        return left ? Optional.empty() : Optional.of(new Portion(epoch.get(), Optional.empty(), number));
    }

    @Override
    public void taken(Portion portion) {
        done = portion.epoch();
        number++;
    }

    @Override
    public long pollMillis() {
        return POLL_MILLIS;
    }
}
