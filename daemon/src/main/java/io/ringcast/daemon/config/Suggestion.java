package io.ringcast.daemon.config;

import java.util.Collection;

/** Finds what somebody probably meant: the known word with the smallest edit distance. */
final class Suggestion {

    private Suggestion() {}

    /** {@code "; did you mean 'WORD'?"}, or nothing when no word is near enough. */
    static String among(Collection<String> words, String given) {
        int allowed = Math.max(1, given.length() / 3);
        String best = "";
        for (String word : words) {
            int distance = distance(given, word, allowed);
            if (distance <= allowed && !word.equals(given)) {
                allowed = distance - 1;
                best = word;
            } else if (word.equals(given)) {
                return "; did you mean '" + word + "'?";
            }
        }
        return best.isEmpty() ? "" : "; did you mean '" + best + "'?";
    }

    /** Insertions, deletions, replacements and swaps of neighbours from {@code a} to {@code b}; more than {@code limit} if that many. */
    static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) > limit) {
            return limit + 1;
        }
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int best = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                current[j] = swapped ? Math.min(best, beforePrevious[j - 2] + 1) : best;
            }
            int[] spare = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = spare;
        }
        return previous[b.length()];
    }
}
