package io.ringcast.client.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 4096}, {@code 64KiB} or {@code 1MiB}, as bytes. */
final class ByteSizeConverter implements ITypeConverter<Integer> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(KiB|MiB)?");

    @Override
    public Integer convert(String value) {
        Matcher matcher = FORM.matcher(value);
        if (matcher.matches()) {
            String unit = matcher.group(2);
            long bytes = Long.parseLong(matcher.group(1)) << (unit == null ? 0 : unit.equals("KiB") ? 10 : 20);
            if (bytes <= Integer.MAX_VALUE) {
                return (int) bytes;
            }
        }
        throw new TypeConversionException(value + " (expected: bytes below 2 GiB, for example 64KiB)");
    }
}
