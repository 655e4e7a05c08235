package io.ringcast.daemon.config;

import java.util.Locale;

/** How much of listeners' addresses is written down. */
public enum AddressDisplay implements Word {
    /** All of it. */
    FULL,
    /** IPv4 to 24 bits, IPv6 to 48: a network and nobody in it. */
    TRUNCATED;

    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
