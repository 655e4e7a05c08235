package io.ringcast.protocol.api;

/**
 * What came of a change that was asked of a source ({@code POST /api/v1/sources/NAME/ACTION}).
 *
 * @param source name of the source
 * @param action {@code switch}, {@code restart} or {@code clear}
 * @param outcome {@code done}; {@code unchanged} when it was so already; {@code pending} when it is asked for and will show later
 * @param detail one line for people
 */
public record ControlView(String source, String action, String outcome, String detail) {}
