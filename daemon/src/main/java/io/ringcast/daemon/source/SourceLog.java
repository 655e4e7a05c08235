package io.ringcast.daemon.source;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.daemon.source.SourceState.BackingOff;
import io.ringcast.daemon.source.SourceState.Connecting;
import io.ringcast.daemon.source.SourceState.Ended;
import io.ringcast.daemon.source.SourceState.Stopped;
import io.ringcast.daemon.source.SourceState.Streaming;
import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens to a source into the log, as key=value: the first trouble at once, what follows within a second as one summary
 * with the state that came of it. An input that waits for publishers and has none says so once. Belongs to the source's event loop.
 */
final class SourceLog implements SourceObserver {

    private static final Logger log = LoggerFactory.getLogger(SourceSupervisor.class);

    private final String source;
    private final List<InputOpener> inputs;
    private final EventLoop loop;

    /** Inputs that delivered since they last failed. */
    private final BitSet delivered = new BitSet();
    /** Inputs of which it was said that nobody publishes, and nobody does: nothing more is said of them until that changes. */
    private final BitSet unattended = new BitSet();

    private final Map<InputFailure.Reason, Integer> repeated = new EnumMap<>(InputFailure.Reason.class);
    private @Nullable SourceState unwritten;
    private @Nullable Future<?> quiet;

    SourceLog(String source, List<InputOpener> inputs, EventLoop loop) {
        this.source = source;
        this.inputs = inputs;
        this.loop = loop;
    }

    @Override
    public void onStateChanged(SourceState from, SourceState to) {
        if (to instanceof Streaming streaming) {
            delivered.set(streaming.input());
            unattended.clear(streaming.input());
        }
        if (isKnown(to)) {
            return;
        }
        boolean last = to instanceof Ended || to instanceof Stopped;
        if (quiet != null && !last) {
            unwritten = to;
        } else {
            unwritten = null;
            write(to);
        }
    }

    @Override
    public void onFailed(int input, InputFailure failure, boolean resuming) {
        boolean worked = delivered.get(input);
        delivered.clear(input);
        if (failure.reason() == Reason.NO_PUBLISHER && !worked) {
            waits(input, failure);
            return;
        }
        unattended.set(input, failure.reason() == Reason.NO_PUBLISHER);
        if (quiet != null) {
            repeated.merge(failure.reason(), 1, Integer::sum);
            return;
        }
        log.warn(
                "source={} event=input-failed input={} url={} reason={} lasting={} resuming={} detail=\"{}\"",
                source,
                input,
                inputs.get(input).url(),
                failure.reason().word(),
                failure.lasting(),
                resuming,
                failure.detail());
        quiet = loop.schedule(this::onQuietEnded, 1, TimeUnit.SECONDS);
    }

    @Override
    public void onSwitched(int from, int to, String reason) {
        log.info("source={} event=input-switched from={} to={} reason={}", source, from, to, reason);
    }

    @Override
    public void onStandingBy(int input) {
        log.info(
                "source={} event=input-standing-by input={} url={}",
                source,
                input,
                inputs.get(input).url());
    }

    private void waits(int input, InputFailure failure) {
        if (!unattended.get(input)) {
            unattended.set(input);
            log.info(
                    "source={} event=waits-for-publisher input={} url={} detail=\"{}\"",
                    source,
                    input,
                    inputs.get(input).url(),
                    failure.detail());
        }
    }

    /** Whether the state only says that an input still waits for publishers. */
    private boolean isKnown(SourceState state) {
        if (state instanceof Connecting connecting) {
            return unattended.get(connecting.input());
        }
        return state instanceof BackingOff rest
                && unattended.get(rest.input())
                && rest.failure().reason() == Reason.NO_PUBLISHER;
    }

    @Override
    public void onPutAside(int input, int relapses, Duration aside) {
        log.warn(
                "source={} event=input-put-aside input={} url={} relapses={} for={}s",
                source,
                input,
                inputs.get(input).url(),
                relapses,
                aside.toSeconds());
    }

    @Override
    public void onFormatChanged(Format from, Format to) {
        log.warn(
                "source={} event=format-changed from={} to={} detail=\"players that listen now may not follow (expected: inputs of"
                        + " one format; format = same refuses others)\"",
                source,
                from.mediaType(),
                to.mediaType());
    }

    /** Nothing more will happen. */
    void close() {
        if (quiet != null) {
            quiet.cancel(false);
            quiet = null;
        }
    }

    private void onQuietEnded() {
        quiet = null;
        if (!repeated.isEmpty()) {
            StringBuilder reasons = new StringBuilder();
            repeated.forEach((reason, count) -> reasons.append(reasons.isEmpty() ? "" : ",")
                    .append(reason.word())
                    .append(':')
                    .append(count));
            log.warn("source={} event=input-failed-repeatedly within=1s reasons={}", source, reasons);
            repeated.clear();
            quiet = loop.schedule(this::onQuietEnded, 1, TimeUnit.SECONDS);
        }
        SourceState state = unwritten;
        if (state != null) {
            unwritten = null;
            write(state);
        }
    }

    private void write(SourceState state) {
        if (state instanceof Connecting connecting) {
            log.info(
                    "source={} state={} input={} url={} attempt={}",
                    source,
                    state.word(),
                    connecting.input(),
                    inputs.get(connecting.input()).url(),
                    connecting.attempt());
        } else if (state instanceof Streaming streaming) {
            log.info("source={} state={} input={}", source, state.word(), streaming.input());
        } else if (state instanceof BackingOff rest) {
            log.info(
                    "source={} state={} input={} attempt={} until={} reason={}",
                    source,
                    state.word(),
                    rest.input(),
                    rest.attempt(),
                    rest.until(),
                    rest.failure().reason().word());
        } else if (state instanceof Ended ended) {
            log.info("source={} state={} held={}", source, state.word(), ended.held());
        } else {
            log.info("source={} state={}", source, state.word());
        }
    }
}
