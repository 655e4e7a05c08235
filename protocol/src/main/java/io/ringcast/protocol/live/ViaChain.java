package io.ringcast.protocol.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The relays that a stream came through, as {@code Via} of an answer lists them (RFC 9110, 7.6.3): the one nearest to the origin first.
 * Only names of our own making are read; proxies in between are nobody's loop.
 */
public final class ViaChain {

    /** Names that are passed on; a chain of relays that is longer is a loop with somebody who forges names. */
    public static final int MAX_NAMES = 32;

    private static final String PREFIX = "ringcast-";

    private ViaChain() {}

    /** A name for one daemon while it runs, which tells nobody where or what it is. */
    public static String newName(Random random) {
        return String.format("%s%016x", PREFIX, random.nextLong());
    }

    /** The names in the fields {@code Via} of an answer, at most {@value #MAX_NAMES}: the nearest of them. */
    public static List<String> parse(List<String> fields) {
        List<String> names = new ArrayList<>();
        for (String field : fields) {
            for (String element : field.split(",")) {
                // received-protocol RWS received-by [ RWS comment ]
                String[] words = element.strip().split("\\s+", 3);
                if (words.length >= 2 && words[1].matches(PREFIX + "[0-9a-f]{16}")) {
                    names.add(words[1]);
                }
            }
        }
        return List.copyOf(names.subList(Math.max(0, names.size() - MAX_NAMES), names.size()));
    }

    /** The field of an answer of {@code own}, whose bytes came through {@code before}. */
    public static String field(List<String> before, String own) {
        StringBuilder field = new StringBuilder();
        before.forEach(name -> field.append("1.1 ").append(name).append(", "));
        return field.append("1.1 ").append(own).toString();
    }
}
