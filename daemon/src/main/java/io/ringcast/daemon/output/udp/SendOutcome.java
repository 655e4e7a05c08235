package io.ringcast.daemon.output.udp;

import io.netty.channel.Channel;
import io.netty.channel.DefaultChannelPromise;

/**
 * Where a channel says what became of datagrams: one for all that an output sends through it, since it is never done. A promise for each
 * would be garbage, and the void promise does not tell whose datagram it was.
 */
final class SendOutcome extends DefaultChannelPromise {

    /** Told of each datagram, on the channel's loop. */
    interface Listener {

        /** The kernel took it. */
        void onSent(int bytes);

        /** It did not. */
        void onFailed(Throwable cause);
    }

    private final Listener listener;
    private final int bytes;

    /** @param bytes of the stream in each datagram */
    SendOutcome(Channel channel, int bytes, Listener listener) {
        super(channel);
        this.bytes = bytes;
        this.listener = listener;
    }

    /** Bytes of the stream in each datagram. */
    int bytes() {
        return bytes;
    }

    @Override
    public boolean setUncancellable() {
        return true;
    }

    @Override
    public boolean trySuccess() {
        listener.onSent(bytes);
        return true;
    }

    @Override
    public boolean trySuccess(Void result) {
        return trySuccess();
    }

    @Override
    public boolean tryFailure(Throwable cause) {
        listener.onFailed(cause);
        return true;
    }
}
