package planted.daemon.fanout;

import planted.daemon.source.Input;

/** Planted: the two that meet in the stream only. */
record MeetsSource(Input input) {}
