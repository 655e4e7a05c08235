package io.ringcast.daemon.source.http;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What part of a representation a response carries (RFC 9110, 14.4).
 *
 * @param first position of the first byte, absent in the answer to a range that cannot be satisfied
 * @param last position of the last byte, absent when there is no first
 * @param complete bytes of the whole, absent when the origin does not know
 */
record ContentRange(OptionalLong first, OptionalLong last, OptionalLong complete) {

    private static final Pattern SATISFIED = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");
    private static final Pattern UNSATISFIED = Pattern.compile("bytes \\*/(\\d{1,18})");

    /** Reads the field's value; empty when it is absent or not as it should be. */
    static Optional<ContentRange> parse(@Nullable String field) {
        if (field == null) {
            return Optional.empty();
        }
        String value = field.strip();
        Matcher unsatisfied = UNSATISFIED.matcher(value);
        if (unsatisfied.matches()) {
            return Optional.of(
                    new ContentRange(OptionalLong.empty(), OptionalLong.empty(), number(unsatisfied.group(1))));
        }
        Matcher satisfied = SATISFIED.matcher(value);
        if (!satisfied.matches()) {
            return Optional.empty();
        }
        OptionalLong first = number(satisfied.group(1));
        OptionalLong last = number(satisfied.group(2));
        OptionalLong complete = satisfied.group(3).equals("*") ? OptionalLong.empty() : number(satisfied.group(3));
        boolean ordered = last.getAsLong() >= first.getAsLong()
                && (complete.isEmpty() || complete.getAsLong() > last.getAsLong());
        return ordered ? Optional.of(new ContentRange(first, last, complete)) : Optional.empty();
    }

    private static OptionalLong number(String digits) {
        return OptionalLong.of(Long.parseLong(digits));
    }
}
