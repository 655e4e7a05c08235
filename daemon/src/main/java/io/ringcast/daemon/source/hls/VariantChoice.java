package io.ringcast.daemon.source.hls;

import io.ringcast.protocol.playlist.HlsMaster;
import io.ringcast.protocol.playlist.HlsVariant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Puts the variants of a master playlist into the order in which they are tried. Pure functions. */
final class VariantChoice {

    /** First elements of RFC 6381 codecs of pictures. */
    private static final Pattern PICTURE = Pattern.compile("\\b(avc|hvc|hev|dvh|dva|vp0?[89]|av01|mp4v|mp2v)");

    private VariantChoice() {}

    /**
     * The one that is taken, and behind it those that stand in if its playlist is not there: within the rate before above it, pictures
     * before sound alone, with sound before those whose sound comes apart, then the best first; above the rate the lowest first.
     */
    static List<HlsVariant> inOrder(HlsMaster master, OptionalLong maxBandwidth) {
        long most = maxBandwidth.orElse(Long.MAX_VALUE);
        Comparator<HlsVariant> byRate = Comparator.comparingLong(
                variant -> variant.bandwidth() <= most ? -variant.bandwidth() : variant.bandwidth());
        return master.variants().stream()
                .sorted(Comparator.<HlsVariant, Boolean>comparing(variant -> variant.bandwidth() > most)
                        .thenComparing(variant -> !hasPicture(variant))
                        .thenComparing(master::soundIsApart)
                        .thenComparing(byRate))
                .toList();
    }

    /** What says nothing of itself has pictures, as nearly all have. */
    private static boolean hasPicture(HlsVariant variant) {
        return variant.resolution().isPresent()
                || variant.codecs()
                        .map(codecs ->
                                PICTURE.matcher(codecs.toLowerCase(Locale.ROOT)).find())
                        .orElse(true);
    }
}
