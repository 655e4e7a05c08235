package planted.daemon.source;

import planted.daemon.source.http.Obeys;

/** Planted: a parent uses its child. */
record KnowsItsKind(Obeys child) {}
