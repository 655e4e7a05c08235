package io.ringcast.daemon.config;

import java.util.Objects;

/** A password or token: equal by value, shown as {@code ***} everywhere. */
public final class Secret {

    private static final String MASK = "***";

    private final String value;
    private final String shown;

    private Secret(String value, String shown) {
        this.value = Objects.requireNonNull(value);
        this.shown = shown;
    }

    /** A secret that was given literally. */
    public static Secret of(String value) {
        return new Secret(value, "\"" + MASK + "\"");
    }

    /** A secret that was read elsewhere; {@code toml} says where and is no secret itself. */
    static Secret from(String value, String toml) {
        return new Secret(value, toml);
    }

    /** The secret itself: for the wire only. */
    public String reveal() {
        return value;
    }

    /** Whether it stood in the configuration itself. */
    boolean isLiteral() {
        return shown.equals('"' + MASK + '"');
    }

    /** How print-config writes it: where it is read, or a mask. */
    String toml() {
        return shown;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
