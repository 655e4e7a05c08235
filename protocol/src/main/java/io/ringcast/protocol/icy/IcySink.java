package io.ringcast.protocol.icy;

import io.netty.buffer.ByteBuf;

/** Takes what an {@link IcyDemuxer} takes apart, in the order of the stream. */
public interface IcySink {

    /** The next bytes of the sound, never none. Borrows {@code payload} for the call; reader index to writer index is the payload. */
    void onPayload(ByteBuf payload);

    /** The title from here on, empty when there is none. Called only when it has changed. */
    void onTitle(String title);
}
