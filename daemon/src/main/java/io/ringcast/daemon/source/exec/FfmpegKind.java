package io.ringcast.daemon.source.exec;

import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.Url;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.config.UrlKind.Part;
import io.ringcast.daemon.process.ChildCommand;
import io.ringcast.daemon.process.Children;
import io.ringcast.daemon.source.InputKind;
import io.ringcast.daemon.source.InputOpener;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code rtsp:}, {@code rtmp:} and {@code srt:}: what ffmpeg reads for us, remuxed into MPEG-TS. Immutable. */
public final class FfmpegKind implements InputKind {

    /** Options of the input. */
    public static final Option<List<String>> FFMPEG_OPTIONS = Option.texts(
            "ffmpeg-options", "What ffmpeg is told before its -i, such as [\"-rtsp_transport\", \"udp\"].");

    private static final UrlKind KIND = UrlKind.input("ffmpeg", "rtsp", "rtsps", "rtmp", "rtmps", "srt")
            .says(
                    "rtsp://[USER:PASSWORD@]HOST[:PORT]/PATH",
                    "What ffmpeg (which must be installed) reads by RTSP, RTMP (rtmp://) or SRT (srt://HOST:PORT), remuxed into"
                            + " MPEG-TS, nothing transcoded; short for an exec input with ffmpeg -i URL -c copy -f mpegts.")
            .allows(Part.HOST, Part.PORT, Part.PATH, Part.USER_INFO)
            .options(FFMPEG_OPTIONS)
            .canWait()
            .build();

    private final Children children;

    public FfmpegKind(Children children) {
        this.children = children;
    }

    @Override
    public UrlKind urlKind() {
        return KIND;
    }

    @Override
    public InputOpener opener(String source, InputConfig config) {
        List<String> words = words(config.url(), config.get(FFMPEG_OPTIONS));
        return new ExecOpener(
                config.url().toString(), children, ChildCommand.producer("source=" + source, words), false);
    }

    /** What is started for {@code url}. */
    static List<String> words(Url url, List<String> options) {
        List<String> words = new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "warning"));
        if (url.scheme().startsWith("rtsp") && !options.contains("-rtsp_transport")) {
            // Over UDP each lost packet is a broken picture; whoever wants that says so.
            words.addAll(List.of("-rtsp_flags", "prefer_tcp"));
        }
        words.addAll(options);
        words.addAll(List.of("-i", revealed(url)));
        // No cover pictures, and no streams that MPEG-TS has no place for.
        words.addAll(List.of("-map", "0:V?", "-map", "0:a?", "-c", "copy", "-f", "mpegts"));
        // What is there leaves at once.
        words.addAll(List.of("-muxdelay", "0", "-muxpreload", "0", "-flush_packets", "1", "pipe:1"));
        return List.copyOf(words);
    }

    /** With user and password, for nobody but ffmpeg. */
    private static String revealed(Url url) {
        String bare = url.toUri().toString();
        int authority = url.scheme().length() + "://".length();
        return url.userInfo()
                .map(info -> bare.substring(0, authority)
                        + escaped(info.user().reveal())
                        + (info.password().reveal().isEmpty()
                                ? ""
                                : ":" + escaped(info.password().reveal()))
                        + "@"
                        + bare.substring(authority))
                .orElse(bare);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
