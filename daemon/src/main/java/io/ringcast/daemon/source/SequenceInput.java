package io.ringcast.daemon.source;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Items that play one after the other as one run, once or for ever.
 *
 * <pre>
 *   Program ──pass──► [ item, item, … ] ──► next (connected, held back) ──► current ──► sink
 *                                             opened when the current one has {@value #PREPARE_BYTES} bytes left
 * </pre>
 *
 * <ul>
 *   <li>An item that is lost goes on where it broke if it can, a bounded number of times; else the next one plays.
 *   <li>What is lost for good before its first byte (a 404, a file that is gone, a page) is passed over. Only if a whole pass gave
 *       nothing, or a live item breaks behind which there is none, the run is lost.
 *   <li>The run ends with its last item. Repeated, it never does, and a pass takes at least a second however short its items are.
 * </ul>
 *
 * <p>Belongs to the source's event loop.
 */
public final class SequenceInput implements Input {

    private static final Logger log = LoggerFactory.getLogger(SequenceInput.class);

    /** With so much left of an item the next one is connected. */
    static final long PREPARE_BYTES = 512 * 1024;

    /** How often one item is tried, or goes on, before the next one plays. */
    static final int MAX_TRIES = 3;

    private static final long MIN_PASS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final Ticker ticker;
    private final Program program;
    private final boolean repeats;
    private final InputSink sink;

    private final ArrayDeque<Item> queue = new ArrayDeque<>();
    private @Nullable SequenceItem current;
    private @Nullable SequenceItem next;
    private @Nullable Object listing;
    private @Nullable Future<?> pause;
    private @Nullable InputFailure lastFailure;

    private boolean reading = true;
    private boolean announced;
    private boolean resuming;
    private boolean over;
    private boolean played;
    private boolean playedInPass;
    private long passBeganNanos;

    /**
     * @param repeats whether it begins again behind its last item
     * @param sink is told of the items as of one run
     */
    public SequenceInput(EventLoop loop, Ticker ticker, Program program, boolean repeats, InputSink sink) {
        this.loop = loop;
        this.ticker = ticker;
        this.program = program;
        this.repeats = repeats;
        this.sink = sink;
    }

    @Override
    public void start() {
        assert loop.inEventLoop();
        SequenceItem broken = current;
        resuming = announced;
        if (broken == null) {
            list();
        } else if (broken.input().canResume()) {
            broken.input().start();
        } else if (broken.bytes() == 0 && broken.tries() < MAX_TRIES) {
            broken.close();
            open(broken.item(), broken.tries());
        } else {
            broken.close();
            current = null;
            loop.execute(this::advance);
        }
    }

    @Override
    public void autoRead(boolean on) {
        assert loop.inEventLoop();
        reading = on;
        if (current != null) {
            current.input().autoRead(on);
        }
    }

    @Override
    public void interrupt() {
        assert loop.inEventLoop();
        listing = null;
        cancelPause();
        putBack();
        if (current != null) {
            current.tried();
            current.input().interrupt();
        }
    }

    @Override
    public boolean canResume() {
        SequenceItem broken = current;
        return !over && broken != null && (broken.input().canResume() || broken.bytes() == 0 || hasNext());
    }

    @Override
    public OptionalLong remaining() {
        boolean last = !repeats && queue.isEmpty() && next == null;
        return last && current != null ? current.input().remaining() : OptionalLong.empty();
    }

    @Override
    public boolean endless() {
        return repeats;
    }

    @Override
    public boolean skip(InputFailure why) {
        SequenceItem refused = current;
        if (refused == null || refused.input().skip(why)) {
            return refused != null;
        }
        passOver(refused, why);
        if (!hasNext() && !played) {
            return false;
        }
        refused.close();
        current = null;
        loop.execute(this::advance);
        return true;
    }

    @Override
    public void stop() {
        over = true;
        listing = null;
        cancelPause();
        queue.clear();
        if (next != null) {
            next.close();
            next = null;
        }
        if (current != null) {
            current.close();
            current = null;
        }
    }

    private boolean hasNext() {
        return next != null || !queue.isEmpty() || (repeats && playedInPass);
    }

    private void list() {
        Object asked = new Object();
        listing = asked;
        program.pass(loop, new Program.Taker() {
            @Override
            public void onItems(List<Item> items) {
                if (listing == asked) {
                    listing = null;
                    onListed(items);
                }
            }

            @Override
            public void onFailed(InputFailure failure) {
                if (listing == asked) {
                    listing = null;
                    lose(failure);
                }
            }
        });
    }

    private void onListed(List<Item> items) {
        passBeganNanos = ticker.nanoTime();
        playedInPass = false;
        queue.addAll(items);
        advance();
    }

    /** Plays what comes next, or ends. */
    private void advance() {
        if (over || current != null || listing != null || pause != null) {
            return;
        }
        SequenceItem prepared = next;
        if (prepared != null) {
            next = null;
            current = prepared;
            prepared.play(reading);
            return;
        }
        Item item = queue.poll();
        if (item != null) {
            open(item, 0);
        } else if (repeats && playedInPass) {
            long left = MIN_PASS_NANOS - (ticker.nanoTime() - passBeganNanos);
            pause = loop.schedule(this::onPaused, Math.max(0, left), TimeUnit.NANOSECONDS);
        } else if (played && !repeats) {
            over = true;
            sink.onEnded();
        } else {
            lose(
                    lastFailure == null
                            ? InputFailure.passing(
                                    InputFailure.Reason.EMPTY, "nothing to play (expected: at least one item)")
                            : lastFailure);
        }
    }

    private void onPaused() {
        pause = null;
        list();
    }

    private void cancelPause() {
        if (pause != null) {
            pause.cancel(false);
            pause = null;
        }
    }

    private void open(Item item, int tries) {
        SequenceItem opened = new SequenceItem(item, tries, new Events());
        current = opened;
        opened.open(loop, reading);
        opened.play(reading);
    }

    /** Connects the next item while the current one still plays. */
    private void prepare() {
        Item item = queue.poll();
        if (item != null) {
            SequenceItem prepared = new SequenceItem(item, 0, new Events());
            next = prepared;
            prepared.open(loop, false);
        }
    }

    /** What was prepared is opened anew when its turn comes. */
    private void putBack() {
        if (next != null) {
            queue.addFirst(next.item());
            next.close();
            next = null;
        }
    }

    private void lose(InputFailure failure) {
        over = true;
        sink.onLost(failure);
    }

    private void passOver(SequenceItem item, InputFailure why) {
        lastFailure = why;
        log.warn(
                "event=item-skipped item=\"{}\" reason={} detail=\"{}\"",
                item.item().opener().url(),
                why.reason().word(),
                why.detail());
    }

    /** What the items tell; of the prepared one nothing comes here before its turn but its loss. */
    private final class Events implements SequenceItem.Events {

        @Override
        public void onConnected(SequenceItem item, InputRun run) {
            if (!announced) {
                announced = true;
                sink.onConnected(run);
                return;
            }
            if (resuming) {
                resuming = false;
                sink.onResumed();
            }
            sink.onItem(run);
        }

        @Override
        public void onResumed() {
            resuming = false;
            sink.onResumed();
        }

        @Override
        public InputSink sink() {
            return sink;
        }

        @Override
        public void onDelivered(SequenceItem item) {
            played = true;
            playedInPass = true;
            if (item == current && next == null && item.input().remaining().orElse(Long.MAX_VALUE) <= PREPARE_BYTES) {
                prepare();
            }
        }

        @Override
        public void onEnded(SequenceItem item) {
            if (item.bytes() == 0) {
                passOver(item, InputFailure.lasting(InputFailure.Reason.EMPTY, "it is empty (expected: media)"));
            }
            item.close();
            current = null;
            advance();
        }

        @Override
        public void onPreparedLost(SequenceItem item) {
            if (item == next) {
                putBack();
            }
        }

        @Override
        public void onLost(SequenceItem item, InputFailure failure) {
            item.tried();
            boolean again = item.input().canResume() || (item.bytes() == 0 && !failure.lasting());
            if (again && item.tries() < MAX_TRIES) {
                sink.onLost(failure);
                return;
            }
            if (!hasNext() && (item.live() || (item.bytes() == 0 && !failure.lasting()))) {
                lose(failure);
                return;
            }
            passOver(item, failure);
            item.close();
            current = null;
            advance();
        }
    }
}
