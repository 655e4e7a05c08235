package io.ringcast.protocol.access;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Leave to have one URL fetched until a moment, signed with a key that the daemon knows: {@code ?url=URL&exp=SECONDS&sig=SIGNATURE}, with
 * {@code &net=PREFIX} where only clients of a network have it.
 *
 * <p>The signature is that of a {@link Grant}, over {@code ringcast-fetch}, the URL, the second and the network: a signature to listen is
 * none to fetch, whatever the keys are.
 *
 * @param url what may be fetched, character by character as it stands in the query when that is decoded
 * @param until the last second in which it holds; whole seconds
 * @param network an address range such as {@code 192.0.2.0/24} as its reader wrote it, absent when it holds anywhere
 */
public record FetchGrant(String url, Instant until, Optional<String> network) {

    /** The query parameter that says what is to be fetched. */
    public static final String URL = "url";

    private static final String PURPOSE = "ringcast-fetch";

    public FetchGrant {
        if (url.isEmpty() || url.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("url: \"" + url + "\" (expected: a URL)");
        }
        if (network.filter(text -> text.isEmpty() || text.indexOf('\n') >= 0).isPresent()) {
            throw new IllegalArgumentException("network: " + network + " (expected: an address range)");
        }
        until = Instant.ofEpochSecond(until.getEpochSecond());
    }

    /**
     * What a query says, each parameter decoded.
     *
     * @param seconds the value of {@link Grant#EXPIRY}
     * @param network the value of {@link Grant#NETWORK}
     * @return empty when that is no URL, or no moment
     */
    public static Optional<FetchGrant> read(String url, String seconds, Optional<String> network) {
        if (!seconds.matches("[0-9]{1,12}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FetchGrant(url, Instant.ofEpochSecond(Long.parseLong(seconds)), network));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Its signature under {@code key}. */
    public String signature(String key) {
        return Seal.of(key, words());
    }

    /** Whether {@code signature} is its own under {@code key}; takes as long for every wrong one of the right length. */
    public boolean isSignedBy(String signature, String key) {
        return Seal.isOf(signature, key, words());
    }

    /** What goes into the query of {@code /fetch}, signed with {@code key}. */
    public String query(String key) {
        return URL + "=" + encoded(url) + "&" + Grant.EXPIRY + "=" + until.getEpochSecond()
                + network.map(net -> "&" + Grant.NETWORK + "=" + encoded(net)).orElse("")
                + "&" + Grant.SIGNATURE + "=" + signature(key);
    }

    /** Whether it holds no more. */
    public boolean isOver(Instant now) {
        return now.getEpochSecond() > until.getEpochSecond();
    }

    private String[] words() {
        return new String[] {PURPOSE, url, Long.toString(until.getEpochSecond()), network.orElse("")};
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
