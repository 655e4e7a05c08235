package io.ringcast.protocol.mpegts;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Finds for each stream of a program the one of another program that it can take the place of, each at most once. */
final class StreamMatcher {

    private static final Set<String> UNSAID = Set.of("", "und", "mis", "mul", "zxx", "qaa");

    private final Map<ElementaryStream, ElementaryStream> counterparts = new HashMap<>();
    private final Set<ElementaryStream> taken = new HashSet<>();

    /** @param old what listeners have */
    StreamMatcher(List<ElementaryStream> old, List<ElementaryStream> next) {
        match(old, next, (a, b) -> a.language().equals(b.language()) && a.pid() == b.pid());
        match(old, next, (a, b) -> a.language().equals(b.language()));
        match(old, next, (a, b) -> UNSAID.contains(a.language()) || UNSAID.contains(b.language()));
        if (counterparts.keySet().stream().noneMatch(StreamMatcher::isSound)) {
            next.stream()
                    .filter(StreamMatcher::isSound)
                    .findFirst()
                    .ifPresent(first -> match(old, List.of(first), (a, b) -> true));
        }
    }

    /** What listeners have in the place of {@code next}; null when nothing. */
    @Nullable
    ElementaryStream counterpart(ElementaryStream next) {
        return counterparts.get(next);
    }

    private void match(
            List<ElementaryStream> old,
            List<ElementaryStream> next,
            BiPredicate<ElementaryStream, ElementaryStream> fits) {
        for (ElementaryStream stream : next) {
            if (counterparts.containsKey(stream)) {
                continue;
            }
            old.stream()
                    .filter(candidate -> !taken.contains(candidate)
                            && isSameCoding(candidate, stream)
                            && fits.test(candidate, stream))
                    .findFirst()
                    .ifPresent(found -> {
                        counterparts.put(stream, found);
                        taken.add(found);
                    });
        }
    }

    /** Of what is not known only the stream type can be compared. */
    private static boolean isSameCoding(ElementaryStream a, ElementaryStream b) {
        return a.codec() == b.codec() && (a.codec() != Codec.OTHER || a.streamType() == b.streamType());
    }

    private static boolean isSound(ElementaryStream stream) {
        return stream.codec().kind() == Codec.Kind.AUDIO;
    }
}
