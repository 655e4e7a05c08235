package planted.protocol.mpegts;

import planted.protocol.container.Units;

/** Planted: a use against the row, among neighbours, as an array. */
record LooksAside(Units... units) {}
