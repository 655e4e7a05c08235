package io.ringcast.client.bench;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the body in the bytes of one HTTP answer, in pieces cut anywhere: identity until close, with a length, or chunked (RFC 9112, 6
 * and 7.1).
 *
 * <p>It hands the body on where it lies and makes no object for it, unlike a codec, whose messages cost a load test more than what it
 * measures. Belongs to the loop of its connection.
 */
final class HttpBody {

    /** Takes the body. */
    @FunctionalInterface
    interface Sink {

        /** The next {@code length} bytes of {@code piece}, which is borrowed, are body; they are read when this returns. */
        void onBody(ByteBuf piece, int length);
    }

    private enum State {
        HEAD,
        UNTIL_CLOSE,
        LENGTH,
        CHUNK_SIZE,
        CHUNK_EXTENSION,
        CHUNK_DATA,
        CHUNK_END,
        TRAILER,
        DONE
    }

    private static final int MAX_HEAD = 16 * 1024;
    private static final int MAX_CHUNK_DIGITS = 15;

    private State state = State.HEAD;
    private byte @Nullable [] head = new byte[512];
    private int headLength;

    /** Bytes left of the body or of the chunk; the size of a chunk while it is read. */
    private long left;

    /** Digits of the chunk's size, or bytes of the trailer's line. */
    private int count;

    /**
     * Reads all of {@code piece}, which is borrowed; what follows the end of the body is ignored.
     *
     * @throws AnswerException if the answer is not 200 or is malformed
     */
    void decode(ByteBuf piece, Sink sink) throws AnswerException {
        while (piece.isReadable()) {
            switch (state) {
                case HEAD -> onHeadByte(piece.readByte());
                case UNTIL_CLOSE -> sink.onBody(piece, piece.readableBytes());
                case LENGTH, CHUNK_DATA -> onCounted(piece, sink);
                case CHUNK_SIZE -> onSizeByte(piece.readByte());
                case CHUNK_EXTENSION -> onExtensionByte(piece.readByte());
                case CHUNK_END -> onChunkEndByte(piece.readByte());
                case TRAILER -> onTrailerByte(piece.readByte());
                case DONE -> piece.skipBytes(piece.readableBytes());
            }
        }
    }

    /** Whether the body has ended, by its own framing. */
    boolean isDone() {
        return state == State.DONE;
    }

    /** Whether the body may end here if the connection does. */
    boolean mayEnd() {
        return state == State.DONE || state == State.UNTIL_CLOSE;
    }

    private void onHeadByte(byte b) throws AnswerException {
        byte[] bytes = head == null ? new byte[512] : head;
        if (headLength == MAX_HEAD) {
            throw new AnswerException("cut: the head of the answer is longer than " + MAX_HEAD + " bytes");
        }
        if (headLength == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * headLength);
        }
        bytes[headLength++] = b;
        head = bytes;
        if (b == '\n' && endsInEmptyLine(bytes, headLength)) {
            String text = new String(bytes, 0, headLength, StandardCharsets.ISO_8859_1);
            head = null;
            headLength = 0;
            onHead(text.split("\r?\n"));
        }
    }

    /** A bare LF ends a line as well (RFC 9112, 2.2). */
    private static boolean endsInEmptyLine(byte[] bytes, int length) {
        int before = length - 2;
        if (before >= 0 && bytes[before] == '\r') {
            before--;
        }
        return before >= 0 && bytes[before] == '\n';
    }

    private void onHead(String[] lines) throws AnswerException {
        String[] status = lines[0].split(" ", 2);
        boolean http = status[0].startsWith("HTTP/1.") || status[0].equals("ICY");
        if (!http || status.length < 2) {
            throw new AnswerException("cut: no answer in HTTP/1");
        }
        if (status[1].startsWith("1")) {
            return;
        }
        if (!status[1].startsWith("200")) {
            throw new AnswerException("answered " + status[1].strip());
        }
        state = State.UNTIL_CLOSE;
        for (String line : lines) {
            String field = line.toLowerCase(Locale.ROOT);
            if (field.startsWith("transfer-encoding:") && field.endsWith("chunked")) {
                state = State.CHUNK_SIZE;
                startSize();
                return;
            }
            if (field.startsWith("content-length:")) {
                startLength(field.substring("content-length:".length()).strip());
            }
        }
    }

    private void startLength(String length) throws AnswerException {
        try {
            left = Long.parseLong(length);
        } catch (NumberFormatException e) {
            throw new AnswerException("cut: content-length is no number");
        }
        state = left > 0 ? State.LENGTH : State.DONE;
    }

    private void onCounted(ByteBuf piece, Sink sink) {
        int length = (int) Math.min(left, piece.readableBytes());
        left -= length;
        sink.onBody(piece, length);
        if (left == 0) {
            state = state == State.LENGTH ? State.DONE : State.CHUNK_END;
        }
    }

    private void startSize() {
        left = 0;
        count = 0;
    }

    private void onSizeByte(byte b) throws AnswerException {
        int digit = Character.digit(b, 16);
        if (digit >= 0 && count < MAX_CHUNK_DIGITS) {
            left = left * 16 + digit;
            count++;
        } else if (count == 0 || digit >= 0) {
            throw new AnswerException("cut: no chunk where one was due");
        } else {
            state = State.CHUNK_EXTENSION;
            onExtensionByte(b);
        }
    }

    private void onExtensionByte(byte b) {
        if (b == '\n') {
            state = left > 0 ? State.CHUNK_DATA : State.TRAILER;
            count = 0;
        }
    }

    private void onChunkEndByte(byte b) throws AnswerException {
        if (b == '\n') {
            state = State.CHUNK_SIZE;
            startSize();
        } else if (b != '\r') {
            throw new AnswerException("cut: a chunk is longer than it said");
        }
    }

    private void onTrailerByte(byte b) {
        if (b == '\n') {
            if (count == 0) {
                state = State.DONE;
            }
            count = 0;
        } else if (b != '\r') {
            count++;
        }
    }
}
