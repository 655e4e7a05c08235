package io.ringcast.daemon.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.util.OptionalLong;

/**
 * The head of a final response.
 *
 * @param uri where it came from after redirects, without credentials
 * @param status the status code; an {@code ICY 200 OK} answer counts as 200
 * @param headers as received
 * @param length bytes of the body on the wire when {@code Content-Length} says so and no content coding changes it
 * @param untilClose whether the body's end is the connection's end
 */
public record ResponseHead(URI uri, int status, HttpHeaders headers, OptionalLong length, boolean untilClose) {}
