package io.ringcast.client.compare;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;

/** The middle of some measurements, and the least and the largest of them. */
record Median(double least, double middle, double most) {

    /** Of what {@code quantity} has for each of {@code things}; empty if it has nothing for any. */
    static <T> Optional<Median> of(Collection<T> things, Function<T, Optional<Double>> quantity) {
        double[] sorted = things.stream()
                .map(quantity)
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return Optional.empty();
        }
        int half = sorted.length / 2;
        double middle = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return Optional.of(new Median(sorted[0], middle, sorted[sorted.length - 1]));
    }
}
