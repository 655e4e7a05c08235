package io.ringcast.daemon.fanout;

import java.time.Instant;

/**
 * The one structured record of how a listener ended.
 *
 * @param listener what it was at its end
 * @param ended when
 * @param reason why
 * @param detail one line for people
 */
public record ListenerEnd(ListenerSnapshot listener, Instant ended, EndReason reason, String detail) {}
