package io.ringcast.protocol.playlist;

import java.util.List;

/**
 * A playlist that names the same content at several rates (RFC 8216, 4.3.4).
 *
 * @param variants in the order of the playlist, at least one
 * @param renditions alternatives to parts of them: other languages, other cameras
 */
public record HlsMaster(List<HlsVariant> variants, List<HlsRendition> renditions) implements HlsPlaylist {

    public HlsMaster {
        variants = List.copyOf(variants);
        renditions = List.copyOf(renditions);
    }

    /** Whether the sound of {@code variant} comes in playlists of its own only (4.3.4.2.1), so that its segments have none. */
    public boolean soundIsApart(HlsVariant variant) {
        List<HlsRendition> sounds = renditions.stream()
                .filter(rendition -> rendition.type().equals(HlsRendition.AUDIO)
                        && variant.audio().filter(rendition.group()::equals).isPresent())
                .toList();
        return !sounds.isEmpty()
                && sounds.stream().allMatch(sound -> sound.uri().isPresent());
    }
}
