package planted.daemon.fanout;

import planted.daemon.stray.Stray;

/** Planted: uses a package that is not in the table. */
record UsesStray(Stray stray) {}
