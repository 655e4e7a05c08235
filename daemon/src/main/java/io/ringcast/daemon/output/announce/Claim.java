package io.ringcast.daemon.output.announce;

import io.ringcast.protocol.announce.DnsName;
import io.ringcast.protocol.announce.Utf8;

/**
 * A name that is to be this host's alone in its network; when somebody else has it, the next one is claimed: {@code News}, {@code News (2)},
 * or for hosts {@code box}, {@code box-2}. Belongs to its {@link Responder}.
 */
final class Claim {

    private final String wanted;
    private final DnsName domain;
    private final boolean host;
    private int number = 1;

    private Claim(String wanted, DnsName domain, boolean host) {
        // A name of nothing is none.
        this.wanted = wanted.isBlank() ? "Ringcast" : wanted.strip();
        this.domain = domain;
        this.host = host;
    }

    /** A name for people, below {@code domain}. */
    static Claim service(String wanted, DnsName domain) {
        return new Claim(wanted.replaceAll("\\p{Cntrl}", " "), domain, false);
    }

    /** A name of letters, digits and hyphens, below {@code domain}. */
    static Claim host(String wanted, DnsName domain) {
        String letters = wanted.replaceAll("[^A-Za-z0-9-]+", "-").replaceAll("^-+|-+$", "");
        return new Claim(letters.isEmpty() ? "host" : letters, domain, true);
    }

    /** The name that is claimed now. */
    DnsName name() {
        String suffix = number == 1 ? "" : host ? "-" + number : " (" + number + ")";
        return domain.prefixed(
                Utf8.cut(wanted, DnsName.MAX_LABEL - suffix.length()).strip() + suffix);
    }

    /** Somebody has it: from now on another is claimed. */
    void next() {
        number++;
    }
}
