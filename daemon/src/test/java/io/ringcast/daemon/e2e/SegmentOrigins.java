package io.ringcast.daemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.daemon.testing.FlakyOrigin;
import io.ringcast.daemon.testing.FlakyOrigin.Request;
import io.ringcast.daemon.testing.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Origins that serve a {@link Broadcast} in segments over HTTP: a live HLS list, and a playlist of short films. */
final class SegmentOrigins {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WINDOW = 6;
    private static final int SEGMENT_SECONDS = 1;

    private SegmentOrigins() {}

    /** A live HLS list; the segments of {@code films} are made below {@code dir}. */
    static FaultyOrigin hls(Path dir, List<Film> films) throws IOException {
        return new Hls(films, segments(dir, films, SEGMENT_SECONDS));
    }

    /** An M3U list of films of two seconds, played again and again. */
    static FaultyOrigin playlist(Path dir, List<Film> films) throws IOException {
        return new Items(films, segments(dir, films, 2));
    }

    /** The films cut at their keyframes. */
    private static List<List<byte[]>> segments(Path dir, List<Film> films, int seconds) throws IOException {
        List<List<byte[]>> all = new ArrayList<>();
        for (Film film : films) {
            Path folder = Files.createDirectories(dir.resolve("cut-" + all.size() + "-" + seconds));
            Tool.Result cut = Tool.run(
                    LIMIT,
                    "ffmpeg",
                    "-nostdin",
                    "-v",
                    "error",
                    "-i",
                    film.file().toString(),
                    "-c",
                    "copy",
                    "-copyts",
                    "-f",
                    "hls",
                    "-hls_time",
                    String.valueOf(seconds),
                    "-hls_list_size",
                    "0",
                    "-hls_segment_filename",
                    folder + "/%05d.ts",
                    folder + "/list.m3u8");
            assertThat(cut.err()).isEmpty();
            List<byte[]> pieces = new ArrayList<>();
            for (int i = 0; Files.exists(folder.resolve("%05d.ts".formatted(i))); i++) {
                pieces.add(Files.readAllBytes(folder.resolve("%05d.ts".formatted(i))));
            }
            all.add(pieces);
        }
        return all;
    }

    /** A web server that can be away. */
    private abstract static class Web implements FaultyOrigin {

        final Broadcast broadcast;
        private final String name;
        private final int port;
        private @Nullable FlakyOrigin server;

        Web(String name, List<Film> films) {
            this.name = name;
            this.broadcast = new Broadcast(films, 1);
            FlakyOrigin first = FlakyOrigin.serving(this::answer);
            this.server = first;
            this.port = first.port();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean can(Fault fault) {
            return true;
        }

        @Override
        public void strike(Fault fault) {
            broadcast.strike(fault);
            FlakyOrigin serving = server;
            if (fault == Fault.COMES_BACK && serving != null) {
                serving.close();
                server = null;
            }
        }

        @Override
        public void mend() {
            broadcast.mend();
            if (server == null) {
                server = FlakyOrigin.serving(port, this::answer);
            }
        }

        @Override
        public void close() {
            if (server != null) {
                server.close();
            }
        }

        String url(String path) {
            return "http://127.0.0.1:" + port + path;
        }

        abstract void answer(Request request, Wire wire) throws IOException, InterruptedException;

        /** Sends a piece with a length, or what the fault makes of it; once each for faults of a connection. */
        void send(Wire wire, byte[] piece, String... head) throws IOException, InterruptedException {
            if (broadcast.has(Fault.GARBAGE)) {
                wire.head("200 OK", "Content-Type: video/mp2t", "Content-Length: " + piece.length);
                wire.send(broadcast.garbage(piece.length));
                return;
            }
            wire.head("200 OK", head);
            if (broadcast.has(Fault.DIES)) {
                wire.send(piece, 0, piece.length / 2 + 77);
            } else if (broadcast.has(Fault.RESETS)) {
                wire.send(piece, 0, piece.length / 2 + 77);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                wire.reset();
            } else if (broadcast.has(Fault.STALLS)) {
                wire.send(piece, 0, piece.length / 2 + 77);
                wire.hang();
            } else if (broadcast.has(Fault.SLOW)) {
                int each = piece.length / 40 + 1;
                for (int at = 0; at < piece.length; at += each) {
                    wire.send(piece, at, Math.min(each, piece.length - at));
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(30));
                }
            } else {
                wire.send(piece);
            }
        }
    }

    private static final class Hls extends Web {

        private final List<List<byte[]>> segments;

        Hls(List<Film> films, List<List<byte[]>> segments) {
            super("hls", films);
            this.segments = segments;
        }

        @Override
        public String input() {
            return "\"" + url("/live.m3u8") + "\"";
        }

        @Override
        public boolean loses(Fault fault) {
            return fault == Fault.STALLS || fault == Fault.COMES_BACK;
        }

        @Override
        void answer(Request request, Wire wire) throws IOException, InterruptedException {
            if (request.target().equals("/live.m3u8")) {
                byte[] list = list().getBytes(StandardCharsets.UTF_8);
                wire.head("200 OK", "Content-Type: application/vnd.apple.mpegurl", "Content-Length: " + list.length);
                wire.send(list);
                return;
            }
            // "/TURN/NUMBER.ts"
            String[] parts = request.target().split("[/.]");
            List<byte[]> film = segments.get(Integer.parseInt(parts[1]) % segments.size());
            byte[] piece = film.get(Integer.parseInt(parts[2]) % film.size());
            send(wire, piece, "Content-Type: video/mp2t", "Content-Length: " + piece.length);
        }

        /** The newest segments: an encoder that starts anew goes on with the numbers, and says so. */
        private String list() {
            int newest = (int) (broadcast.seconds() / SEGMENT_SECONDS) + WINDOW;
            int first = newest - WINDOW;
            StringBuilder list = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n");
            list.append("#EXT-X-MEDIA-SEQUENCE:").append(first).append('\n');
            list.append("#EXT-X-DISCONTINUITY-SEQUENCE:")
                    .append(broadcast.turn())
                    .append('\n');
            for (int i = first; i < newest; i++) {
                list.append("#EXTINF:1.0,\n/")
                        .append(broadcast.turn())
                        .append('/')
                        .append(i)
                        .append(".ts\n");
            }
            return list.toString();
        }
    }

    private static final class Items extends Web {

        private static final int ITEMS = 3;
        private final List<List<byte[]>> items;

        Items(List<Film> films, List<List<byte[]>> items) {
            super("playlist", films);
            this.items = items;
        }

        @Override
        public String input() {
            return "\"" + url("/list.m3u") + "\"";
        }

        @Override
        public String settings() {
            return "at-end = \"repeat\"";
        }

        @Override
        public boolean loses(Fault fault) {
            return fault == Fault.COMES_BACK;
        }

        @Override
        void answer(Request request, Wire wire) throws IOException, InterruptedException {
            if (request.target().equals("/list.m3u")) {
                StringBuilder list = new StringBuilder("#EXTM3U\n");
                for (int i = 0; i < ITEMS; i++) {
                    list.append("#EXTINF:2,Item ")
                            .append(i)
                            .append('\n')
                            .append(i)
                            .append(".ts\n");
                }
                wire.head("200 OK", "Content-Type: audio/x-mpegurl", "Content-Length: " + list.length());
                wire.send(list.toString());
                return;
            }
            int number = Integer.parseInt(request.target().replaceAll("\\D", ""));
            List<byte[]> film = items.get(broadcast.turn() % items.size());
            byte[] piece = film.get(number % film.size());
            send(wire, piece, "Content-Type: video/mp2t", "Content-Length: " + piece.length);
        }
    }
}
