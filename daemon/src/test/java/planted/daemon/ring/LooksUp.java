package planted.daemon.ring;

import planted.daemon.fanout.Listener;

/** Planted: a lower package uses a higher one. */
record LooksUp(Listener listener) {}
