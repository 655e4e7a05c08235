package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.InputFailure.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An input whose events the test makes. */
final class ScriptedInput implements Input {

    static final InputFailure RESET = InputFailure.passing(Reason.RESET, "connection reset");
    static final InputFailure NOBODY = InputFailure.passing(Reason.NO_PUBLISHER, "nobody publishes");
    static final InputFailure NOT_FOUND = InputFailure.lasting(Reason.HTTP_4XX, "404");

    /** Opens scripted inputs and keeps them. */
    static final class Opener implements InputOpener {

        private final String url;
        final List<ScriptedInput> opened = new ArrayList<>();
        Optional<Places> places = Optional.empty();
        private Runnable ready = () -> {};

        Opener(String url) {
            this.url = url;
        }

        @Override
        public String url() {
            return url;
        }

        @Override
        public Optional<Places> places() {
            return places;
        }

        @Override
        public void attend(EventLoop loop, Runnable action) {
            ready = action;
        }

        /** Somebody is there whom this input waits for. */
        void isReady() {
            ready.run();
        }

        @Override
        public Input open(EventLoop loop, InputSink sink) {
            ScriptedInput input = new ScriptedInput(sink);
            opened.add(input);
            return input;
        }

        ScriptedInput last() {
            return opened.get(opened.size() - 1);
        }
    }

    final InputSink sink;
    int starts;
    boolean connected;
    boolean reading = true;
    boolean interrupted;
    boolean stopped;
    boolean resumable;

    /** A live stream answers; its bytes are made by the test. */
    void connects() {
        connected = true;
        sink.onConnected(InputRun.live(Optional.empty()));
    }

    private ScriptedInput(InputSink sink) {
        this.sink = sink;
    }

    /** A live stream answers and gives some bytes that are no known format. */
    void streamsLive() {
        sink.onConnected(InputRun.live(Optional.of("audio/mpeg")));
        gives("some bytes of which nothing is known");
    }

    void beginsItem() {
        sink.onConnected(InputRun.item(Optional.empty()));
    }

    void gives(String text) {
        gives(text.getBytes(StandardCharsets.US_ASCII));
    }

    void gives(byte[] bytes) {
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        sink.onBytes(buffer);
        buffer.release();
    }

    void isLost(InputFailure failure) {
        sink.onLost(failure);
    }

    @Override
    public void start() {
        starts++;
    }

    @Override
    public void autoRead(boolean on) {
        reading = on;
    }

    @Override
    public void interrupt() {
        interrupted = true;
    }

    @Override
    public boolean canResume() {
        return resumable;
    }

    @Override
    public void stop() {
        stopped = true;
    }
}
