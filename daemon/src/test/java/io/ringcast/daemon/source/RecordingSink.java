package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers what an input tells. */
public final class RecordingSink implements InputSink {

    /** For how long it lets bytes wait. */
    public static final long PATIENCE_NANOS = 5_000_000;

    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<InputFailure> failures = new ArrayList<>();
    private Optional<String> fileName = Optional.empty();

    /** The last run's name as a file. */
    public Optional<String> fileName() {
        return fileName;
    }

    /** What happened but for bytes, in order. */
    public List<String> events() {
        return events;
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }

    public int size() {
        return bytes.size();
    }

    public InputFailure lastFailure() {
        return failures.get(failures.size() - 1);
    }

    @Override
    public void onConnected(InputRun run) {
        fileName = run.fileName();
        events.add("connected " + (run.finite() ? "finite" : "live")
                + run.format().map(format -> " " + format.name()).orElse("")
                + run.mediaType().map(type -> " " + type).orElse(""));
    }

    @Override
    public void onResumed() {
        events.add("resumed at " + bytes.size());
    }

    @Override
    public void onAlive() {
        // Only a sign of life.
    }

    @Override
    public void onBytes(ByteBuf body) {
        bytes.writeBytes(ByteBufUtil.getBytes(body));
    }

    @Override
    public long patienceNanos() {
        return PATIENCE_NANOS;
    }

    @Override
    public void onTitle(String title) {
        events.add("title " + title + " at " + bytes.size());
    }

    @Override
    public void onEnded() {
        events.add("ended");
    }

    @Override
    public void onLost(InputFailure failure) {
        failures.add(failure);
        events.add("lost " + failure.reason().word() + (failure.lasting() ? " lasting" : ""));
    }
}
