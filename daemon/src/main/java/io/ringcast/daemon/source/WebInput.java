package io.ringcast.daemon.source;

/** A run of something of the web whose place may change while it plays. Belongs to the source's event loop. */
public interface WebInput extends Input {

    /**
     * From now on it is to be asked for at {@code place}: a file from its next request on, an HLS playlist when it is next loaded. What is
     * connected stays so, and a file goes on only if the same bytes are there.
     */
    void moveTo(WebPlace place);
}
