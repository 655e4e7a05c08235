package io.ringcast.protocol.playlist;

/** A playlist of HTTP Live Streaming (RFC 8216): one that names streams, or one that names segments of a stream. Immutable. */
public sealed interface HlsPlaylist permits HlsMaster, HlsMedia {}
