package io.ringcast.daemon.http;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Requests and codings that the tests of the client share. */
final class TestDownloads {

    static final DownloadRequest.Limits LIMITS =
            new DownloadRequest.Limits(Duration.ofSeconds(10), Duration.ofSeconds(10), 5, false);

    @SafeVarargs
    @SuppressWarnings("varargs")
    static DownloadRequest request(URI uri, Map.Entry<String, String>... headers) {
        return new DownloadRequest(uri, List.of(headers), Optional.empty(), Optional.empty(), Optional.empty(), LIMITS);
    }

    static DownloadRequest request(URI uri, DownloadRequest.Limits limits) {
        return new DownloadRequest(uri, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), limits);
    }

    static byte[] coded(String coding, byte[] plain) throws Exception {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        switch (coding) {
            case "gzip", "x-gzip" -> gzip(coded, plain, 0, plain.length);
            case "gzip padded" -> {
                gzip(coded, plain, 0, plain.length);
                coded.write(new byte[100]);
            }
            case "gzip twice" -> {
                gzip(coded, plain, 0, 1000);
                gzip(coded, plain, 1000, plain.length - 1000);
            }
            default -> {
                Deflater deflater = new Deflater(6, coding.startsWith("raw"));
                try (DeflaterOutputStream out = new DeflaterOutputStream(coded, deflater)) {
                    out.write(plain);
                }
                deflater.end();
            }
        }
        return coded.toByteArray();
    }

    static void gzip(ByteArrayOutputStream coded, byte[] plain, int from, int length) throws Exception {
        try (GZIPOutputStream out = new GZIPOutputStream(coded)) {
            out.write(plain, from, length);
        }
    }

    static boolean hasGot(AtomicReference<Recording> recording, long bytes) {
        Recording current = recording.get();
        return current != null && current.count.get() == bytes;
    }

    private TestDownloads() {}
}
