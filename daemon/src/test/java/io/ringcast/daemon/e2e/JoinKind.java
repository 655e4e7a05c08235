package io.ringcast.daemon.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A container with codecs in it, as ffmpeg makes it.
 *
 * @param name name of its source
 * @param container for people
 * @param codecs for people
 * @param extension by which ffmpeg knows the container
 * @param picture whether there are pictures; there is sound unless {@code options} say otherwise
 * @param openGop whether pictures at a join point refer to others before it, which somebody who joins there has not: those that are shown
 *     before the keyframe of an open GOP, and those up to where intra refresh has been through
 * @param parts how many files behind each other make the stream
 * @param options what else ffmpeg is told
 */
record JoinKind(
        String name,
        String container,
        String codecs,
        String extension,
        boolean picture,
        boolean openGop,
        int parts,
        String options) {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String X264 = "-c:v libx264 -preset veryfast -x264-params ";
    private static final String X265 = "-c:v libx265 -preset ultrafast -x265-params log-level=none:";
    private static final String GOP = "keyint=50:min-keyint=50:scenecut=0";
    private static final String H264 = X264 + GOP + ":open-gop=0:bframes=2 -c:a aac";
    private static final String HEVC = X265 + GOP + ":open-gop=0 -c:a aac";
    private static final String AV1 = "-c:v libaom-av1 -usage realtime -cpu-used 8 -g 50";
    private static final String FRAGMENTS = " -movflags +frag_keyframe+empty_moov+default_base_moof";

    static final List<JoinKind> ALL = List.of(
            picture("ts-h264", "MPEG-TS", "H.264, AAC", "ts", H264),
            open("ts-h264-open", "H.264 in open GOPs, AAC", X264 + GOP + ":open-gop=1:bframes=3 -c:a aac"),
            open(
                    "ts-h264-refresh",
                    "H.264 with intra refresh (recovery points), AAC",
                    X264 + "keyint=50:intra-refresh=1:bframes=0 -c:a aac"),
            picture("ts-hevc", "MPEG-TS", "HEVC, AAC", "ts", HEVC),
            open("ts-hevc-open", "HEVC in open GOPs, AAC", X265 + GOP + ":open-gop=1 -c:a aac"),
            picture(
                    "ts-mpeg2",
                    "MPEG-TS",
                    "MPEG-2, MP2",
                    "ts",
                    "-c:v mpeg2video -g 25 -bf 2 -flags +cgop -sc_threshold 1000000000 -c:a mp2"),
            open("ts-mpeg2-open", "MPEG-2 in open GOPs, MP2", "-c:v mpeg2video -g 25 -bf 2 -c:a mp2"),
            sound("ts-aac", "MPEG-TS", "AAC", "ts", "-c:a aac"),
            sound("ts-latm", "MPEG-TS", "AAC in LATM", "ts", "-c:a aac -mpegts_flags latm"),
            sound("ts-mp2", "MPEG-TS", "MP2", "ts", "-c:a mp2"),
            sound("ts-mp3", "MPEG-TS", "MP3", "ts", "-c:a libmp3lame"),
            sound("ts-ac3", "MPEG-TS", "AC-3", "ts", "-c:a ac3"),
            sound("ts-eac3", "MPEG-TS", "E-AC-3", "ts", "-c:a eac3"),
            sound("ts-opus", "MPEG-TS", "Opus", "ts", "-c:a libopus"),
            sound("mp3-cbr", "MP3", "MP3, constant rate", "mp3", "-c:a libmp3lame -b:a 128k -write_xing 0"),
            sound("mp3-vbr", "MP3", "MP3, variable rate, Xing", "mp3", "-c:a libmp3lame -q:a 4"),
            sound("mp2", "MP2", "MP2", "mp2", "-c:a mp2"),
            sound("adts", "ADTS", "AAC", "aac", "-c:a aac"),
            sound("ac3", "AC-3", "AC-3", "ac3", "-c:a ac3"),
            sound("eac3", "E-AC-3", "E-AC-3", "eac3", "-c:a eac3"),
            sound("ogg-vorbis", "Ogg", "Vorbis", "ogg", "-c:a libvorbis"),
            sound("ogg-opus", "Ogg", "Opus", "ogg", "-c:a libopus"),
            sound("ogg-flac", "Ogg", "FLAC", "oga", "-c:a flac"),
            new JoinKind("ogg-chain", "Ogg, chained", "Vorbis", "ogg", false, false, 3, "-c:a libvorbis"),
            picture("ogg-theora", "Ogg", "Theora, Vorbis", "ogv", "-c:v libtheora -g 25 -c:a libvorbis"),
            sound("flac", "FLAC", "FLAC", "flac", "-c:a flac"),
            sound("wav", "WAV", "PCM", "wav", "-c:a pcm_s16le"),
            picture("mkv-h264", "Matroska", "H.264, AAC", "mkv", H264),
            picture("mkv-hevc", "Matroska", "HEVC, AAC", "mkv", HEVC),
            sound("mka-flac", "Matroska", "FLAC", "mka", "-c:a flac"),
            picture(
                    "webm-vp8",
                    "WebM",
                    "VP8, Vorbis",
                    "webm",
                    "-c:v libvpx -deadline realtime -cpu-used 8 -g 50 -c:a libvorbis"),
            picture(
                    "webm-vp9",
                    "WebM",
                    "VP9, Opus",
                    "webm",
                    "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 50 -c:a libopus"),
            picture("webm-av1", "WebM", "AV1, Opus", "webm", AV1 + " -c:a libopus"),
            sound("webm-opus", "WebM", "Opus", "webm", "-c:a libopus"),
            picture("flv", "FLV", "H.264, AAC", "flv", H264),
            picture("fmp4-h264", "MP4 in fragments", "H.264, AAC", "mp4", H264 + FRAGMENTS),
            picture("cmaf", "CMAF", "H.264, AAC", "mp4", H264 + " -movflags +cmaf+frag_keyframe+empty_moov"),
            picture("fmp4-hevc", "MP4 in fragments", "HEVC, AAC", "mp4", HEVC + " -tag:v hvc1" + FRAGMENTS),
            picture("fmp4-av1", "MP4 in fragments", "AV1, AAC", "mp4", AV1 + " -c:a aac" + FRAGMENTS),
            sound("fmp4-aac", "MP4 in fragments", "AAC", "mp4", "-c:a aac -frag_duration 500000" + FRAGMENTS),
            picture(
                    "fmp4-absolute",
                    "MP4 in fragments that name places, from the beginning",
                    "H.264, AAC",
                    "mp4",
                    H264 + " -movflags +frag_keyframe+empty_moov"));

    private static JoinKind picture(String name, String container, String codecs, String extension, String options) {
        return new JoinKind(name, container, codecs, extension, true, false, 1, options);
    }

    private static JoinKind open(String name, String codecs, String options) {
        return new JoinKind(name, "MPEG-TS", codecs, "ts", true, true, 1, options);
    }

    private static JoinKind sound(String name, String container, String codecs, String extension, String options) {
        return new JoinKind(name, container, codecs, extension, false, false, 1, options);
    }

    /** So many seconds of it. */
    byte[] make(Path dir, int seconds) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int part = 0; part < parts; part++) {
            Path file = dir.resolve(name + "-" + part + "." + extension);
            List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
            String length = ":d=" + (double) seconds / parts;
            if (picture) {
                command.addAll(List.of("-f", "lavfi", "-i", "testsrc2=s=192x144:r=25" + length));
            }
            command.addAll(List.of("-f", "lavfi", "-i", "sine=b=4:r=48000:f=" + (330 + 110 * part) + length));
            command.addAll(List.of(options.split(" ")));
            command.add(file.toString());
            Tool.Result made = Tool.run(LIMIT, command.toArray(String[]::new));
            if (made.status() != 0) {
                throw new AssertionError(name + ": ffmpeg says " + made.err());
            }
            all.writeBytes(Files.readAllBytes(file));
            Files.delete(file);
        }
        return all.toByteArray();
    }
}
