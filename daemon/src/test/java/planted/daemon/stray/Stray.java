package planted.daemon.stray;

/** Planted: its package is not in the table. */
public record Stray(int found) {}
