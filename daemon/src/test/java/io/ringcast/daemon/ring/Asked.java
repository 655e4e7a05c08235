package io.ringcast.daemon.ring;

/** Counts who was asked to give memory. */
final class Asked implements ChunkPool.Pressure {

    int rings;
    int listeners;

    @Override
    public void onShort() {
        rings++;
    }

    @Override
    public void onExhausted() {
        listeners++;
    }
}
