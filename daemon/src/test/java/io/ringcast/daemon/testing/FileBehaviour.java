package io.ringcast.daemon.testing;

import io.ringcast.daemon.testing.FlakyOrigin.Behaviour;
import io.ringcast.daemon.testing.FlakyOrigin.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Serves a file with validators and ranges (RFC 9110, 13 and 14), as badly as told. Immutable: each method returns a worse, or other,
 * copy.
 */
public final class FileBehaviour implements Behaviour {

    /** How a body breaks off. */
    public enum Fault {
        /** It does not. */
        NONE,
        /** A RST. */
        RESET,
        /** A clean close before all was sent. */
        CLOSE,
        /** The connection stays, silent. */
        STALL
    }

    private enum Framing {
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    private static final int PIECE = 16 * 1024;
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

    private final byte[] content;
    private Optional<String> etag = Optional.of("\"flaky-1\"");
    private Optional<String> lastModified = Optional.of("Mon, 01 Jan 2024 00:00:00 GMT");
    private String contentType = "application/octet-stream";
    private Framing framing = Framing.LENGTH;
    private boolean ranges = true;
    private boolean gzip;
    private long lengthError;
    private Fault fault = Fault.NONE;
    private int faultAfter = Integer.MAX_VALUE;

    private FileBehaviour(byte[] content) {
        this.content = content;
    }

    static FileBehaviour of(byte[] content) {
        return new FileBehaviour(content);
    }

    /** With this entity tag, quotes included; none when empty. */
    public FileBehaviour etag(Optional<String> tag) {
        FileBehaviour copy = copy();
        copy.etag = tag;
        return copy;
    }

    /** With this date; none when empty. */
    public FileBehaviour lastModified(Optional<String> date) {
        FileBehaviour copy = copy();
        copy.lastModified = date;
        return copy;
    }

    public FileBehaviour contentType(String type) {
        FileBehaviour copy = copy();
        copy.contentType = type;
        return copy;
    }

    /** Chunked instead of with a length. */
    public FileBehaviour chunked() {
        FileBehaviour copy = copy();
        copy.framing = Framing.CHUNKED;
        return copy;
    }

    /** Until close instead of with a length. */
    public FileBehaviour untilClose() {
        FileBehaviour copy = copy();
        copy.framing = Framing.UNTIL_CLOSE;
        return copy;
    }

    /** Ignores {@code Range}. */
    public FileBehaviour withoutRanges() {
        FileBehaviour copy = copy();
        copy.ranges = false;
        return copy;
    }

    /** Compresses, whatever was asked for, and knows no ranges. */
    public FileBehaviour gzip() {
        FileBehaviour copy = copy();
        copy.gzip = true;
        return copy;
    }

    /** Announces a length that is wrong by this much. */
    public FileBehaviour announcing(long difference) {
        FileBehaviour copy = copy();
        copy.lengthError = difference;
        return copy;
    }

    /** Breaks off after so many bytes of the body, as they are on the wire, unless there are fewer. */
    public FileBehaviour breaking(Fault how, int afterBytes) {
        FileBehaviour copy = copy();
        copy.fault = how;
        copy.faultAfter = afterBytes;
        return copy;
    }

    @Override
    public void answer(Request request, Wire wire) throws IOException, InterruptedException {
        byte[] body = gzip ? compressed(content) : content;
        Optional<Integer> from = from(request);
        if (from.isPresent() && from.get() >= body.length) {
            wire.head("416 Range Not Satisfiable", "Content-Range: bytes */" + body.length, "Content-Length: 0");
            return;
        }
        int first = from.orElse(0);
        List<String> fields = fields(body.length - first);
        from.ifPresent(at -> fields.add("Content-Range: bytes " + at + "-" + (body.length - 1) + "/" + body.length));
        wire.head(from.isPresent() ? "206 Partial Content" : "200 OK", fields.toArray(String[]::new));
        send(body, first, wire);
    }

    private List<String> fields(int length) {
        List<String> fields = new ArrayList<>();
        fields.add("Date: Thu, 01 Jan 2026 00:00:00 GMT");
        fields.add("Content-Type: " + contentType);
        etag.ifPresent(tag -> fields.add("ETag: " + tag));
        lastModified.ifPresent(date -> fields.add("Last-Modified: " + date));
        if (gzip) {
            fields.add("Content-Encoding: gzip");
        }
        if (framing == Framing.LENGTH) {
            fields.add("Content-Length: " + (length + lengthError));
        } else if (framing == Framing.CHUNKED) {
            fields.add("Transfer-Encoding: chunked");
        }
        return fields;
    }

    /** The first byte that is asked for, if that is to be heeded. */
    private Optional<Integer> from(Request request) {
        Matcher range = RANGE.matcher(request.header("range").orElse(""));
        boolean same = request.header("if-range")
                .map(validator -> Optional.of(validator).equals(etag)
                        || Optional.of(validator).equals(lastModified))
                .orElse(true);
        return ranges && !gzip && same && range.matches()
                ? Optional.of(Integer.valueOf(range.group(1)))
                : Optional.empty();
    }

    private void send(byte[] body, int first, Wire wire) throws IOException, InterruptedException {
        int end = fault == Fault.NONE ? body.length : (int) Math.min(body.length, (long) first + faultAfter);
        for (int at = first; at < end; at += PIECE) {
            int length = Math.min(PIECE, end - at);
            if (framing == Framing.CHUNKED) {
                wire.send(Integer.toHexString(length) + "\r\n");
            }
            wire.send(body, at, length);
            if (framing == Framing.CHUNKED) {
                wire.send("\r\n");
            }
        }
        if (end < body.length) {
            breakOff(wire);
        } else if (framing == Framing.CHUNKED) {
            wire.send("0\r\n\r\n");
        }
    }

    private void breakOff(Wire wire) throws IOException, InterruptedException {
        if (fault == Fault.RESET) {
            wire.reset();
        } else if (fault == Fault.STALL) {
            wire.hang();
        }
    }

    private FileBehaviour copy() {
        FileBehaviour copy = new FileBehaviour(content);
        copy.etag = etag;
        copy.lastModified = lastModified;
        copy.contentType = contentType;
        copy.framing = framing;
        copy.ranges = ranges;
        copy.gzip = gzip;
        copy.lengthError = lengthError;
        copy.fault = fault;
        copy.faultAfter = faultAfter;
        return copy;
    }

    private static byte[] compressed(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
