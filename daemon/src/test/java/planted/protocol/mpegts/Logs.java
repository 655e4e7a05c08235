package planted.protocol.mpegts;

import org.slf4j.Logger;

/** Planted: a library where buffers are all that is needed. */
record Logs(Logger log) {}
