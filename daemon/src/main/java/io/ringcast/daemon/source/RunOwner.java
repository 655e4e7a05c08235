package io.ringcast.daemon.source;

/** What a run tells whoever has it, on the source's event loop. */
interface RunOwner extends UnitCutter.Watch {

    void onBytes(int bytes);

    /** Whether an item is to wait for a listener; then the run is closed. */
    boolean parksItems();

    /** It was an item, and was closed before its first byte. */
    void onParked();

    /** The first bytes of a connection came, and are media. Once per {@link RunChain#start()}. */
    void onStreaming();

    void onHeldBack(boolean held);

    /** It has given nothing for half as long as it may, or ({@code false}) gives bytes again after that. */
    void onQuiet(boolean quiet);

    /** Its last unit was released. */
    void onEnded();

    /** It was lost; it may be resumed or closed now. */
    void onLost(InputFailure failure);
}
