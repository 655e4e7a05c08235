package io.ringcast.daemon.config;

/**
 * The credentials that stood before the {@code @} of a URL, percent-decoded (RFC 3986, 3.2.1).
 *
 * @param user before the first colon; masked too, since some services take a token there
 * @param password behind it, empty when there was none
 */
public record UserInfo(Secret user, Secret password) {}
