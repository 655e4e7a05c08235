package io.ringcast.daemon.config;

/**
 * One input of a source.
 *
 * @param kind what its URL names
 * @param url without user info in any display; without the query where the kind takes its options from there
 * @param settings its options
 */
public record InputConfig(UrlKind kind, Url url, Settings settings) {

    /**
     * The value of one of the options that its kind declares.
     *
     * @throws IllegalArgumentException when the kind has no such option
     */
    public <T> T get(Option<T> option) {
        kind.requireDeclared(option);
        return settings.get(option);
    }

    /** Whether somebody gave it a value. */
    public boolean isGiven(Option<?> option) {
        kind.requireDeclared(option);
        return settings.isGiven(option);
    }
}
