package io.ringcast.daemon.fanout;

import io.ringcast.daemon.stream.Start;
import io.ringcast.daemon.stream.StreamInfo;

/** The output's side of an admission. Exactly one of its methods is called, once, on the channel's event loop. */
public interface Door {

    /**
     * There is something to start with.
     *
     * @param info what it is
     * @return where it goes; whatever has to precede it has been written
     */
    ListenerChannel open(StreamInfo info);

    /** The same for a door that says where it starts. */
    default ListenerChannel open(StreamInfo info, Start start) {
        return open(info);
    }

    /** It is not let in. */
    void refuse(Refusal reason);
}
