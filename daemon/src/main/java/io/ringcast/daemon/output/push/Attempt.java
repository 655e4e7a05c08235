package io.ringcast.daemon.output.push;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.fanout.Admission;
import io.ringcast.daemon.fanout.ListenerChannel;

/** One connection that is to carry one {@link Portion}. Belongs to its event loop. */
interface Attempt {

    /** Adds what tells the admission of the connection. Once, after {@link Events#onReady}. */
    void attach(Admission admission);

    /** Where the bytes go. Once, after {@link #attach}. */
    ListenerChannel channel();

    /** Ends it now; nothing is told of it any more. */
    void cancel();

    /** What becomes of an attempt, on its loop. */
    interface Events {

        /**
         * Bytes may come.
         *
         * @param to address and port of the peer
         */
        void onReady(String to);

        /** It is over, its connection closed. Last, and once. */
        void onOver(Outcome outcome);
    }

    /** Makes attempts: one for each kind of peer. */
    interface Maker {

        /** Where to, for people, secrets masked. */
        String url();

        /** Begins one; nothing is told before it returns. */
        Attempt begin(EventLoop loop, Portion portion, Events events);
    }
}
