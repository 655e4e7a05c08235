package planted.daemon.source.http;

import planted.daemon.ring.Head;
import planted.daemon.source.Input;

/** A kind that uses its parent and what its parent may use. */
public record Obeys(Head head) implements Input {}
