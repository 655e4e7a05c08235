package io.ringcast.daemon.fanout;

import java.time.Instant;
import java.util.Optional;

/**
 * The one structured record of how a listener ended.
 *
 * @param listener what it was at its end
 * @param ended when
 * @param reason why
 * @param side whose fault it was that it was behind; empty when it was not, or when the figures do not tell
 * @param detail one line for people
 */
public record ListenerEnd(
        ListenerSnapshot listener, Instant ended, EndReason reason, Optional<Side> side, String detail) {}
