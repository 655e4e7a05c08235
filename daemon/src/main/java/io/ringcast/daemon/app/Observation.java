package io.ringcast.daemon.app;

import io.ringcast.daemon.fanout.EndLog;
import io.ringcast.daemon.fanout.FanoutObserver;
import io.ringcast.daemon.fanout.ListenerEnd;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.http.HttpServerObserver;
import io.ringcast.daemon.source.SourceObserver;

/** Who is told of what happens. */
final class Observation {

    private static final int ENDS_KEPT = 10_000;

    private final EndLog ends = new EndLog(ENDS_KEPT);

    FanoutObserver fanout() {
        return new Keeper();
    }

    HttpServerObserver http() {
        return HttpServerObserver.NONE;
    }

    SourceObserver source(String name, int inputs) {
        return SourceObserver.NONE;
    }

    EndLog ends() {
        return ends;
    }

    private final class Keeper implements FanoutObserver {
        @Override
        public void onJoined(OutputAccount account, long waitedNanos) {}

        @Override
        public void onLag(OutputAccount account, long lagNanos) {}

        @Override
        public void onEnded(ListenerEnd end) {
            ends.add(end);
        }

        @Override
        public void onRefused(OutputAccount account, Refusal reason) {}

        @Override
        public void onOverrun(long tookNanos) {}
    }
}
