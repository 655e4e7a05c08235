package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.ringcast.daemon.stream.Run;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a standing-by input would begin with, so that it can feed the stream at once: everything since the newest join point of a
 * live stream, the beginning of an item and, where it is short, of those behind it. From {@link #open()} on it hands through.
 *
 * <pre>
 *   live:  ──◆─────◆─────◆────▶      a join point frees what came before it; more than fits: nothing until the next
 *   item:  ▶──────────────┤          held back when full
 * </pre>
 *
 * <p>Owns retained slices of what it keeps, at most {@link #MAX_BYTES} and the slice that went beyond. Belongs to the source's event loop.
 */
final class Reserve implements Outlet {

    /** A long group of pictures of a rich stream. */
    static final int MAX_BYTES = 8 << 20;

    private final Outlet out;
    private final ArrayDeque<Paced> kept = new ArrayDeque<>();
    private boolean open;
    private int keptBytes;
    private boolean overflowed;
    private Paced.Marks marks = Paced.Marks.NONE;
    private @Nullable Run run;
    private @Nullable String title;
    private @Nullable Runnable roomAction;
    private @Nullable Runnable drained;

    /** @param out where everything goes from {@link #open()} on */
    Reserve(Outlet out) {
        this.out = out;
    }

    /** Hands over what is kept, and from now on whatever comes. Once. */
    void open() {
        open = true;
        for (Paced entry = kept.poll(); entry != null; entry = kept.poll()) {
            if (entry instanceof Paced.Begin begin) {
                out.begin(begin.run(), begin.pace());
                tellTitle();
            } else if (entry instanceof Paced.Units units) {
                units.release(units.size(), out);
                units.free();
            }
        }
        tellTitle();
        marks.tell(out);
        out.flush();
        if (drained != null) {
            out.finish(drained);
        } else if (roomAction != null) {
            out.whenRoom(roomAction);
        }
    }

    /** Frees what is kept. Idempotent. */
    void clear() {
        kept.forEach(Paced::free);
        kept.clear();
        keptBytes = 0;
        marks = Paced.Marks.NONE;
    }

    @Override
    public void begin(Run next, Pace by) {
        if (open) {
            out.begin(next, by);
            return;
        }
        if (!isItem()) {
            clear();
        }
        run = next;
        marks = Paced.Marks.NONE;
        // It may begin later than the run did.
        kept.add(new Paced.Begin(next.from(next.provenance().withoutPlace()), by));
    }

    @Override
    public void title(String next) {
        if (open) {
            out.title(next);
        } else {
            title = next;
        }
    }

    @Override
    public void onClock(long ticks, boolean discontinuity) {
        if (open) {
            out.onClock(ticks, discontinuity);
        } else {
            marks = marks.withClock(ticks, discontinuity);
        }
    }

    @Override
    public void onJoinPoint(byte[] preamble) {
        if (open) {
            out.onJoinPoint(preamble);
            return;
        }
        Paced.Marks next = marks.withJoinPoint(preamble);
        if (!isItem()) {
            startAgain();
            overflowed = false;
        }
        marks = next;
    }

    @Override
    public void onBeginningOnly(String why) {
        if (open) {
            out.onBeginningOnly(why);
        } else {
            marks = marks.withBeginningOnly(why);
        }
    }

    @Override
    public void onUnits(ByteBuf units) {
        if (open) {
            out.onUnits(units);
        } else {
            take(units, false);
        }
    }

    @Override
    public void onPart(ByteBuf part) {
        if (open) {
            out.onPart(part);
        } else {
            take(part, true);
        }
    }

    @Override
    public void onRemark(String remark) {
        out.onRemark(remark);
    }

    @Override
    public void onGarbage(int bytes) {
        if (open) {
            out.onGarbage(bytes);
        }
    }

    @Override
    public void flush() {
        if (open) {
            out.flush();
        }
    }

    @Override
    public boolean hasRoom() {
        return open ? out.hasRoom() : !isItem() || keptBytes < Pacer.MAX_BYTES;
    }

    @Override
    public void whenRoom(Runnable action) {
        if (open) {
            out.whenRoom(action);
        } else {
            roomAction = action;
        }
    }

    @Override
    public void finish(Runnable action) {
        if (open) {
            out.finish(action);
        } else {
            drained = action;
        }
    }

    private void take(ByteBuf units, boolean part) {
        if (isItem() || (isJoinable() && !overflowed)) {
            keep(units, part);
        } else {
            marks = Paced.Marks.NONE;
        }
    }

    private void keep(ByteBuf units, boolean part) {
        Paced.Units entry = new Paced.Units(marks, units, part);
        marks = Paced.Marks.NONE;
        entry.keep();
        kept.add(entry);
        keptBytes += entry.size();
        if (keptBytes > MAX_BYTES && !isItem()) {
            startAgain();
            overflowed = true;
        }
    }

    private void tellTitle() {
        if (title != null) {
            out.title(title);
            title = null;
        }
    }

    /** Nothing of the run is kept but that it began. */
    private void startAgain() {
        Paced last = kept.stream()
                .filter(Paced.Begin.class::isInstance)
                .reduce((a, b) -> b)
                .orElseThrow();
        clear();
        kept.add(last);
    }

    private boolean isItem() {
        return run != null && run.item();
    }

    private boolean isJoinable() {
        return run != null && run.format().hasJoinPoints();
    }
}
