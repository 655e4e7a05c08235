package io.ringcast.daemon.output;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.ringcast.daemon.config.JoinSpec;
import java.util.Optional;

/** Something that blocks and that bytes are written to behind the event loop's back: a pipe, a file, stdout. Called on one loop; never blocks. */
public interface SinkTarget {

    /** Whether more should be given now. */
    boolean writable();

    /** Bytes that were given and not written. */
    long pending();

    /** Writes behind what was given before. Takes ownership of {@code bytes}. */
    void write(ByteBuf bytes);

    /**
     * The same for bytes of a ring; what is given by {@link #write(ByteBuf)} is a preamble of those that come next.
     *
     * @param offset ring offset of the first one
     */
    default void write(ByteBuf bytes, long offset) {
        write(bytes);
    }

    /** Nothing more comes: writes what is left, closes, and says so by {@link Events#onClosed}. */
    void end();

    /** Closes at once, whatever is left. Nothing is told of it any more. */
    void abort();

    /** What becomes of a target; called on its loop. */
    interface Events {

        /** It can be written to. */
        void onOpened();

        /** It is writable again after it was not. */
        void onWritable();

        /**
         * It is closed, by whomever.
         *
         * @param how one line for people
         * @param orderly whether all that was given was taken
         */
        void onClosed(String how, boolean orderly);
    }

    /** Opens targets. */
    interface Opener {

        /** What it is called, secrets masked. */
        String url();

        /** Whether a source on demand runs for it. */
        boolean demands();

        /** Whether it can be opened again after it has closed. */
        boolean reopens();

        /** Where its listener starts, of a source whose listeners start as {@code configured}. */
        default JoinSpec join(JoinSpec configured) {
            return configured;
        }

        /** What it does or why it does not work, as {@link Output#detail()}. */
        default String detail() {
            return "";
        }

        /** The figures of one that records. */
        default Optional<RecordingAccount> recordings() {
            return Optional.empty();
        }

        /** Opens one, which {@code loop} owns; does not block, and tells nothing before it returns. */
        SinkTarget open(EventLoop loop, Events events);
    }
}
