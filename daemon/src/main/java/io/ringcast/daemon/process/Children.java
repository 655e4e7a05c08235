package io.ringcast.daemon.process;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All child processes of the daemon, and the watchdog over them. Thread-safe; costs nothing before the first child. */
public final class Children {

    private final ByteBufAllocator allocator;
    private final LongSupplier nanos;
    private final Watchdog watchdog = new Watchdog();
    private final Set<Child> running = ConcurrentHashMap.newKeySet();
    private final Queue<Child> waiting = new ConcurrentLinkedQueue<>();

    private volatile @Nullable Thread starter;
    private volatile boolean closed;
    private volatile @Nullable Thread closer;

    /**
     * @param allocator of what children write
     * @param nanos nanoseconds that never fall
     */
    public Children(ByteBufAllocator allocator, LongSupplier nanos) {
        this.allocator = allocator;
        this.nanos = nanos;
    }

    /** Starts the thread that starts children. Once, before {@link #start}. */
    public void open() {
        Thread made = new Thread(this::startAll, "child-starter");
        made.setDaemon(true);
        starter = made;
        made.start();
    }

    /**
     * Starts a child; what happens to it is told on {@code loop}. Does not block.
     *
     * @param loop one that outlives these children
     */
    public Child start(ChildCommand command, EventLoop loop, ChildEvents events) {
        if (starter == null) {
            throw new IllegalStateException("children: not open yet (expected: open() before start)");
        }
        Child child = new Child(command, loop, events);
        waiting.add(child);
        LockSupport.unpark(starter);
        return child;
    }

    /** Children that are not gone with everything that belongs to them. */
    public int count() {
        return running.size();
    }

    /** Ends them all and waits for it. Not for event loops. */
    public void stop() throws InterruptedException {
        closer = Thread.currentThread();
        closed = true;
        Thread last = starter;
        if (last != null) {
            LockSupport.unpark(last);
            last.join();
        }
        running.forEach(Child::stop);
        while (!running.isEmpty()) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        watchdog.stop();
    }

    /** Its watchdog, for those who look whether it is there. */
    Watchdog watchdog() {
        return watchdog;
    }

    static String threadName(ChildCommand command, String what) {
        return "child-" + command.program() + "-" + what;
    }

    /** Making a thread waits for the system, so no event loop does it. */
    private void startAll() {
        while (!closed) {
            Child child = waiting.poll();
            if (child == null) {
                LockSupport.park(this);
            } else {
                keep(child);
            }
        }
        for (Child child = waiting.poll(); child != null; child = waiting.poll()) {
            child.ended(new ChildEnd.NotStarted("the daemon stops", false));
        }
    }

    private void keep(Child child) {
        running.add(child);
        Runnable over = () -> {
            running.remove(child);
            LockSupport.unpark(closer);
        };
        Thread keeper =
                new Thread(new Keeper(child, watchdog, allocator, nanos, over), threadName(child.command(), "keeper"));
        keeper.setDaemon(true);
        child.keptBy(keeper);
        keeper.start();
    }
}
