package planted.protocol.mpegts;

import planted.daemon.ring.Head;

/** Planted: the protocol uses the daemon. */
record LooksUp(Head head) {}
