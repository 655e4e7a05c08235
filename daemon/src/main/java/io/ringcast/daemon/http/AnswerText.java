package io.ringcast.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** The beginning of a body that explains an answer, as one line for people. What a server may say is bounded. */
final class AnswerText {

    private static final int MOST_BYTES = 2048;
    private static final int MOST_CHARACTERS = 200;
    private static final Pattern HIDDEN = Pattern.compile("(?is)<(head|style|script)\\b.*?</\\1>|<[^>]*>");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cntrl}]+");

    private final StringBuilder raw = new StringBuilder();
    private final String phrase;
    private final boolean readable;

    AnswerText(HttpResponse response) {
        phrase = response.status().reasonPhrase();
        String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        readable = !response.headers().contains(HttpHeaderNames.CONTENT_ENCODING)
                && (type.isEmpty() || type.startsWith("text/") || type.contains("json") || type.contains("xml"));
    }

    /** Adds a part of the body, which is borrowed. Returns whether enough is known. */
    boolean add(ByteBuf part) {
        int take = Math.min(part.readableBytes(), MOST_BYTES - raw.length());
        raw.append(part.toString(part.readerIndex(), take, StandardCharsets.UTF_8));
        return raw.length() >= MOST_BYTES;
    }

    /** The text, {@code ""} when the server said nothing. */
    String line() {
        String body = readable ? HIDDEN.matcher(raw).replaceAll(" ") : "";
        String line =
                SPACE.matcher(body.isBlank() ? phrase : body).replaceAll(" ").strip();
        return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS - 1) + "…";
    }
}
