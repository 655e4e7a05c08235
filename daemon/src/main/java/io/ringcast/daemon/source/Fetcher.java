package io.ringcast.daemon.source;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/** Gets things that a list of the network names, in the way in which the list itself was asked for. Immutable, used from any thread. */
@FunctionalInterface
public interface Fetcher {

    /** Begins to get {@code part}; {@code taker} is told on {@code loop}, after this has returned. What is no http or https fails. */
    Fetch get(EventLoop loop, Part part, Taker taker);

    /**
     * A resource, or a part of one.
     *
     * @param uri where it is
     * @param from its first byte that is wanted
     * @param length bytes that are wanted; all that there are when absent
     * @param validator ETag that it had when an earlier part of it came
     * @param coded whether it may come with a content coding, since nothing of it is ever asked for again
     */
    record Part(URI uri, long from, OptionalLong length, Optional<String> validator, boolean coded) {

        /** All of what is at {@code uri}, to be read as a whole. */
        public static Part whole(URI uri) {
            return new Part(uri, 0, OptionalLong.empty(), Optional.empty(), true);
        }
    }

    /** One that runs; its methods are called on its loop. */
    interface Fetch {

        /** Stops or resumes taking bytes in. Before {@link Taker#onBegun} it has no effect. */
        void autoRead(boolean on);

        /** Ends it; nothing is told any more. Idempotent. */
        void cancel();
    }

    /** What is told of one: {@code onBegun}, any number of bytes, then {@code onDone}; or at any moment {@code onFailed}. */
    interface Taker {

        /**
         * It is there.
         *
         * @param location where it really came from, redirects followed
         * @param left bytes that are to come, absent when nobody knows
         * @param validator its strong ETag
         */
        void onBegun(URI location, OptionalLong left, Optional<String> validator);

        /** Bytes of the part, and of nothing before or behind it. Borrows {@code bytes}. */
        void onBytes(ByteBuf bytes);

        /** All of it came. */
        void onDone();

        /** It broke, or is not there. */
        void onFailed(InputFailure failure);
    }
}
