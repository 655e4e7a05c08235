package io.ringcast.client.doctor;

/**
 * What one check found.
 *
 * @param check name of the check, for example {@code open files} or the URL that was looked at
 * @param verdict how it is judged
 * @param found what is
 * @param expected what should be; {@code ""} when there is nothing to expect
 * @param remedy the command, or the sentence, that mends it; {@code ""} when nothing needs mending
 */
public record Finding(String check, Verdict verdict, String found, String expected, String remedy) {

    static Finding ok(String check, String found) {
        return new Finding(check, Verdict.OK, found, "", "");
    }

    static Finding info(String check, String found) {
        return new Finding(check, Verdict.INFO, found, "", "");
    }

    static Finding warn(String check, String found, String expected, String remedy) {
        return new Finding(check, Verdict.WARN, found, expected, remedy);
    }

    static Finding bad(String check, String found, String expected, String remedy) {
        return new Finding(check, Verdict.BAD, found, expected, remedy);
    }
}
