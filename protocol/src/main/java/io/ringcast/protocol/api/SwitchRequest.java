package io.ringcast.protocol.api;

/**
 * Which input is to feed a source ({@code POST /api/v1/sources/NAME/switch}).
 *
 * @param input index of the input, from 0, as in {@link SourceView#inputs()}
 */
public record SwitchRequest(int input) {}
