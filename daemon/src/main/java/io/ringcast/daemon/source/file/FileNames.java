package io.ringcast.daemon.source.file;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a file's name says of what is in it. */
final class FileNames {

    private static final Set<String> PLAYLISTS = Set.of("m3u", "m3u8", "pls");

    /** What lies beside media and is none. */
    private static final Set<String> NO_MEDIA = Set.of(
            "jpg", "jpeg", "png", "gif", "webp", "bmp", "txt", "nfo", "md", "html", "htm", "xml", "json", "csv", "log",
            "cue", "srt", "sub", "idx", "ass", "vtt", "sfv", "md5", "sha256", "zip", "gz", "xz", "rar", "7z", "tar",
            "pdf", "part", "tmp", "db", "ini", "xspf", "toml");

    private static final Map<String, String> MEDIA_TYPES = Map.ofEntries(
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("aac", "audio/aac"),
            Map.entry("flac", "audio/flac"),
            Map.entry("wav", "audio/wav"),
            Map.entry("ogg", "application/ogg"),
            Map.entry("oga", "audio/ogg"),
            Map.entry("opus", "audio/ogg"),
            Map.entry("m4a", "audio/mp4"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("mpg", "video/mpeg"),
            Map.entry("webm", "video/webm"),
            Map.entry("mkv", "video/x-matroska"));

    private FileNames() {}

    static boolean isPlaylist(Path file) {
        return PLAYLISTS.contains(extension(file));
    }

    /** Whether a file of a directory is to be played: not hidden, no playlist, and not what lies beside media. */
    static boolean isPlayable(Path file) {
        String extension = extension(file);
        return !name(file).startsWith(".") && !PLAYLISTS.contains(extension) && !NO_MEDIA.contains(extension);
    }

    static Optional<String> mediaType(Path file) {
        return Optional.ofNullable(MEDIA_TYPES.get(extension(file)));
    }

    static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    private static String extension(Path file) {
        String name = name(file);
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
