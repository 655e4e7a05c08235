package io.ringcast.protocol.api;

import java.util.Optional;

/**
 * How a listener ended, as the admin API shows it ({@code GET /api/v1/ends}).
 *
 * @param listener what it was at its end
 * @param ended when, ISO 8601 in UTC
 * @param reason word of the closed list, for example {@code peer-closed}, {@code lapped}, {@code source-ended}
 * @param side whose fault it was that it was behind: {@code peer}, {@code path} or {@code host}; left out when it was not behind, or when
 *     the figures do not tell
 * @param detail one line for people
 */
public record EndView(ListenerView listener, String ended, String reason, Optional<String> side, String detail) {}
