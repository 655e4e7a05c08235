package io.ringcast.protocol.api;

/**
 * Who was ended ({@code POST /api/v1/listeners/ID/kick}).
 *
 * @param listener what it was right before
 * @param detail one line for people
 */
public record KickView(ListenerView listener, String detail) {}
