package io.ringcast.protocol.playlist;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One rate of a master playlist (RFC 8216, 4.3.4.2).
 *
 * @param uri its media playlist
 * @param bandwidth bits per second at most
 * @param averageBandwidth bits per second on average, where it is said
 * @param codecs as RFC 6381 writes them
 * @param resolution width and height, such as {@code 1280x720}
 * @param audio group of renditions that its sound may come from
 */
public record HlsVariant(
        URI uri,
        long bandwidth,
        OptionalLong averageBandwidth,
        Optional<String> codecs,
        Optional<String> resolution,
        Optional<String> audio) {}
