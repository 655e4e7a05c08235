package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.ringcast.daemon.stream.Run;
import io.ringcast.daemon.stream.StreamWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream that remembers what was written, and has room when the test says so. */
public final class RecordingWriter implements StreamWriter {

    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long flushedBytes;
    private int flushes;
    private boolean room = true;
    private long capacity = Long.MAX_VALUE;
    private @Nullable Runnable whenRoom;

    /** What happened but for units, in order, each as one word and its values. */
    public List<String> events() {
        return events;
    }

    /** All bytes that were written. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }

    public long size() {
        return bytes.size();
    }

    /** Bytes that readers can see. */
    public long flushedBytes() {
        return flushedBytes;
    }

    public int flushes() {
        return flushes;
    }

    /** Whether somebody waits for room. */
    public boolean isAwaited() {
        return whenRoom != null;
    }

    public void room(boolean there) {
        room = there;
        Runnable action = whenRoom;
        if (there && action != null) {
            whenRoom = null;
            action.run();
        }
    }

    @Override
    public void begin(Run run) {
        events.add("begin " + run.format().name() + (run.finite() ? " finite" : " live"));
    }

    @Override
    public void onUnits(ByteBuf units) {
        bytes.writeBytes(ByteBufUtil.getBytes(units));
    }

    @Override
    public void onPart(ByteBuf part) {
        events.add("part of " + part.readableBytes() + " at " + bytes.size());
        bytes.writeBytes(ByteBufUtil.getBytes(part));
    }

    @Override
    public void onRemark(String remark) {
        events.add("remark " + remark);
    }

    @Override
    public void onClock(long ticks, boolean discontinuity) {
        events.add("clock " + ticks + " at " + bytes.size());
    }

    @Override
    public void onJoinPoint(byte[] preamble) {
        events.add("join at " + bytes.size());
    }

    @Override
    public void onGarbage(int count) {
        events.add("garbage " + count);
    }

    @Override
    public void flush() {
        flushes++;
        flushedBytes = bytes.size();
    }

    @Override
    public boolean hasRoom() {
        return room;
    }

    @Override
    public void whenRoom(Runnable action) {
        whenRoom = action;
    }

    @Override
    public long capacity() {
        return capacity;
    }

    /** What the ring keeps, {@link Long#MAX_VALUE} unless said. */
    public void capacity(long most) {
        capacity = most;
    }

    @Override
    public void end() {
        events.add("end at " + bytes.size());
    }

    @Override
    public void clear() {
        events.add("clear");
    }

    @Override
    public void title(String title) {
        events.add("title " + title);
    }
}
