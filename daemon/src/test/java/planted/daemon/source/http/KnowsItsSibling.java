package planted.daemon.source.http;

import planted.daemon.source.file.FileInput;

/** Planted: a kind uses its sibling. */
record KnowsItsSibling(FileInput sibling) {}
