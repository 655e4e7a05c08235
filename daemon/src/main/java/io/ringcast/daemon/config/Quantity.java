package io.ringcast.daemon.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How whole numbers with a unit, such as {@code 10s} or {@code 64KiB}, are read and written. */
final class Quantity {

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,18})([A-Za-z/]*)");

    private final String expectation;
    private final long max;
    private final Map<String, Long> units = new LinkedHashMap<>();

    /**
     * @param expectation what a text should look like, with an example
     * @param max the largest amount that is meant seriously, in the smallest unit
     */
    Quantity(String expectation, long max) {
        this.expectation = expectation;
        this.max = max;
    }

    /** Adds a unit; the smallest comes first. */
    Quantity unit(String name, long size) {
        units.put(name, size);
        return this;
    }

    String expectation() {
        return expectation;
    }

    /** The amount in the smallest unit. */
    long parse(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new InvalidValueException(text, expectation);
        }
        long number = Long.parseLong(matcher.group(1));
        if (number > max / unit) {
            throw new InvalidValueException(text, expectation + ", at most " + format(max));
        }
        return number * unit;
    }

    /** Whether {@code text} ends in one of the units, so that this is what its writer meant. */
    boolean means(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        return matcher.matches() && units.containsKey(matcher.group(2));
    }

    /** The shortest exact way to write {@code amount}. */
    String format(long amount) {
        String best = "";
        long bestSize = 0;
        for (Map.Entry<String, Long> unit : units.entrySet()) {
            long size = unit.getValue();
            boolean exact = amount % size == 0 && (amount != 0 || size == 1);
            if (exact && size > bestSize && !unit.getKey().isEmpty()) {
                best = amount / size + unit.getKey();
                bestSize = size;
            }
        }
        return best;
    }
}
