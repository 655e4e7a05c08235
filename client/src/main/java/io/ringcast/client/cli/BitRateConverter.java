package io.ringcast.client.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 128kbit/s}, {@code 2.5Mbit/s} or {@code 1Gbit/s}, as bits per second. */
final class BitRateConverter implements ITypeConverter<Double> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)([kMG]?)bit/s");

    @Override
    public Double convert(String value) {
        Matcher matcher = FORM.matcher(value);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    value + " (expected: a number with bit/s, kbit/s, Mbit/s or Gbit/s, for example 128kbit/s)");
        }
        return Double.parseDouble(matcher.group(1))
                * switch (matcher.group(2)) {
                    case "k" -> 1e3;
                    case "M" -> 1e6;
                    case "G" -> 1e9;
                    default -> 1;
                };
    }
}
