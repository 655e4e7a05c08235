package io.ringcast.daemon.source;

import io.netty.channel.EventLoop;
import java.util.List;

/** What a {@link SequenceInput} plays: asked anew for each pass, so that what was added meanwhile is found. Immutable. */
@FunctionalInterface
public interface Program {

    /** Takes the answer, exactly one, on the loop and after {@link Program#pass} has returned. */
    interface Taker {

        /** What is played in this pass, in this order; at least one item. */
        void onItems(List<Item> items);

        /** There is nothing to play. */
        void onFailed(InputFailure failure);
    }

    /** Finds out what is played in the next pass. Called on {@code loop}, never waits. */
    void pass(EventLoop loop, Taker taker);

    /** The same items in every pass. */
    static Program of(List<Item> items) {
        List<Item> fixed = List.copyOf(items);
        return (loop, taker) -> loop.execute(() -> taker.onItems(fixed));
    }
}
