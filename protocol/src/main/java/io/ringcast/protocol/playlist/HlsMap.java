package io.ringcast.protocol.playlist;

import java.net.URI;
import java.util.Optional;

/**
 * What a decoder needs before the first segment it gets (RFC 8216, 4.3.2.5): the boxes in front of the fragments of an MP4.
 *
 * @param uri where it is
 * @param range the part of the resource that it is; all of it when absent
 * @param key how it is encrypted; not at all when absent
 */
public record HlsMap(URI uri, Optional<HlsRange> range, Optional<HlsKey> key) {}
