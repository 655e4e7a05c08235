package io.ringcast.daemon.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One of a closed list of words, as enums of the configuration write themselves. */
public interface Word {

    /** As it stands in the configuration, in URLs and in answers of the API. */
    String word();

    /**
     * Reads one of the words of {@code type}.
     *
     * @throws InvalidValueException when {@code text} is none of them
     */
    static <E extends Enum<E> & Word> E parse(Class<E> type, String text) {
        for (E candidate : type.getEnumConstants()) {
            if (candidate.word().equals(text)) {
                return candidate;
            }
        }
        throw new InvalidValueException(
                text, expectation(type) + Suggestion.among(words(type), text.toLowerCase(Locale.ROOT)));
    }

    /** All words of {@code type} in a sentence. */
    static <E extends Enum<E> & Word> String expectation(Class<E> type) {
        List<String> words = words(type);
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    private static <E extends Enum<E> & Word> List<String> words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Word::word).toList();
    }
}
