package io.ringcast.protocol.access;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Leave to listen to one source until a moment, signed with a key that the daemon knows: {@code ?exp=SECONDS&sig=SIGNATURE}, with
 * {@code &net=PREFIX} where only clients of a network have it. It says nothing of the path, so that it holds for the stream, its playlists
 * and its segments alike.
 *
 * <p>The signature is HMAC-SHA256 (RFC 2104) over {@code ringcast-listen}, the name of the source, the second and the network, each in a
 * line; in base64url without padding (RFC 4648, 5).
 *
 * @param source its name
 * @param until the last second in which it holds; whole seconds
 * @param network an address range such as {@code 192.0.2.0/24} as its reader wrote it, absent when it holds anywhere
 */
public record Grant(String source, Instant until, Optional<String> network) {

    /** The query parameter that says until when: seconds since 1970. */
    public static final String EXPIRY = "exp";

    /** The query parameter of the network. */
    public static final String NETWORK = "net";

    /** The query parameter of the signature. */
    public static final String SIGNATURE = "sig";

    private static final String PURPOSE = "ringcast-listen";

    public Grant {
        if (source.isEmpty() || source.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("source: \"" + source + "\" (expected: a name of a source)");
        }
        if (network.filter(text -> text.isEmpty() || text.indexOf('\n') >= 0).isPresent()) {
            throw new IllegalArgumentException("network: " + network + " (expected: an address range)");
        }
        until = Instant.ofEpochSecond(until.getEpochSecond());
    }

    /**
     * What a URL says.
     *
     * @param seconds the value of {@link #EXPIRY}
     * @param network the value of {@link #NETWORK}
     * @return empty when that is no moment
     */
    public static Optional<Grant> read(String source, String seconds, Optional<String> network) {
        if (!seconds.matches("[0-9]{1,12}") || network.filter(String::isEmpty).isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Grant(source, Instant.ofEpochSecond(Long.parseLong(seconds)), network));
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

    /** What goes into the query of a URL, signed with {@code key}. */
    public String query(String key) {
        return EXPIRY + "=" + until.getEpochSecond()
                + network.map(net -> "&" + NETWORK + "=" + URLEncoder.encode(net, StandardCharsets.UTF_8))
                        .orElse("")
                + "&" + SIGNATURE + "=" + signature(key);
    }

    /** Whether it holds no more. */
    public boolean isOver(Instant now) {
        return now.getEpochSecond() > until.getEpochSecond();
    }

    private String[] words() {
        return new String[] {PURPOSE, source, Long.toString(until.getEpochSecond()), network.orElse("")};
    }
}
