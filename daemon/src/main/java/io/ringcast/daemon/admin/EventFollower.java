package io.ringcast.daemon.admin;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringcast.protocol.api.EventView;
import io.ringcast.protocol.api.Json;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One who follows events: a place in the {@link EventLog} and a channel, which is written while it takes bytes. What is behind waits in the
 * log; what the log has given up meanwhile is counted and told. All state belongs to the event loop of the channel.
 */
final class EventFollower extends ChannelInboundHandlerAdapter {

    /** Silence after which a comment shows that both ends are there; also how often a channel that takes nothing is looked at. */
    static final Duration KEEPALIVE = Duration.ofSeconds(15);

    /** Looks at a channel that takes nothing before it is closed. */
    private static final int MAX_FULL = 4;

    private final EventLog log;
    private final Channel channel;
    private final Optional<String> source;
    private final LongConsumer missed;
    private final InstantSource clock;
    private final Runnable wake = this::wake;
    private final AtomicBoolean woken = new AtomicBoolean();

    private long next;
    private boolean silent;
    private int full;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * @param next number of the first event to tell
     * @param source only events of this source, all when empty
     * @param missed told how many events this one did not take in time
     */
    EventFollower(
            EventLog log,
            Channel channel,
            long next,
            Optional<String> source,
            LongConsumer missed,
            InstantSource clock) {
        this.log = log;
        this.channel = channel;
        this.next = next;
        this.source = source;
        this.missed = missed;
        this.clock = clock;
    }

    /** On the event loop of the channel, once. */
    void begin() {
        assert channel.eventLoop().inEventLoop();
        channel.pipeline().addLast("events", this);
        timer = channel.eventLoop()
                .scheduleWithFixedDelay(this::look, KEEPALIVE.toNanos(), KEEPALIVE.toNanos(), TimeUnit.NANOSECONDS);
        log.follow(wake);
        write("retry: 2000\n\n");
        pump();
    }

    /** The one way in from other threads. */
    private void wake() {
        if (woken.compareAndSet(false, true)) {
            try {
                channel.eventLoop().execute(this::pump);
            } catch (RejectedExecutionException stopping) {
                // The loops have ended, and the channel with them.
            }
        }
    }

    private void pump() {
        woken.set(false);
        while (channel.isWritable()) {
            EventLog.Entry entry = log.at(next);
            if (entry == null) {
                break;
            }
            if (entry.number() > next) {
                lapped();
                continue;
            }
            next++;
            EventView event = entry.event();
            if (source.isEmpty()
                    || source.get().equals(event.source())
                    || event.source().isEmpty()) {
                write(text(event));
            }
        }
        channel.flush();
    }

    private void lapped() {
        long to = Math.max(log.tail(), next + 1);
        long gone = to - next;
        next = to;
        missed.accept(gone);
        write(text(new EventView(
                log.id(to - 1),
                clock.instant().toString(),
                "missed",
                "",
                gone + " events were not taken in time",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(gone))));
    }

    private void look() {
        if (!channel.isWritable()) {
            if (++full >= MAX_FULL) {
                channel.close();
            }
            return;
        }
        full = 0;
        if (silent) {
            write(": keepalive\n\n");
            channel.flush();
        }
        silent = true;
    }

    /** Text of an event stream (HTML, 9.2.6). */
    private static String text(EventView event) {
        return "id: " + event.id() + "\nevent: " + event.event() + "\ndata: " + Json.write(event) + "\n\n";
    }

    private void write(String text) {
        silent = false;
        ByteBuf bytes = channel.alloc().buffer(ByteBufUtil.utf8MaxBytes(text));
        ByteBufUtil.writeUtf8(bytes, text);
        channel.write(bytes, channel.voidPromise());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        pump();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // The connection broke; a client comes back by itself.
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        log.leave(wake);
        requireNonNull(timer).cancel(false);
        ctx.fireChannelInactive();
    }
}
