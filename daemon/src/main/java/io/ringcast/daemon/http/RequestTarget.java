package io.ringcast.daemon.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The target of a request, strictly decoded (RFC 9112, 3.2; RFC 3986, 3.3).
 *
 * @param authority host and port of an absolute-form target
 * @param rawPath as it came
 * @param segments the decoded parts between slashes; the last is empty when the path ends in a slash
 * @param query every parameter with its values
 */
record RequestTarget(
        Optional<String> authority, String rawPath, List<String> segments, Map<String, List<String>> query) {

    private static final int MAX_QUERY_PARAMETERS = 64;

    /** Reads origin-form or absolute-form, or throws what the client is to be told. */
    static RequestTarget parse(String target) {
        String rest = target;
        Optional<String> authority = Optional.empty();
        String lower = target.substring(0, Math.min(8, target.length())).toLowerCase(Locale.ROOT);
        if (lower.startsWith("http://") || lower.startsWith("https://")) {
            int start = target.indexOf("//") + 2;
            int end = endOfAuthority(target, start);
            authority = Optional.of(target.substring(start, end));
            rest = target.substring(end);
            if (!rest.startsWith("/")) {
                rest = "/" + rest;
            }
        }
        if (!rest.startsWith("/")) {
            throw new BadRequestException("The request target must be a path that begins with a slash.");
        }
        int fragment = rest.indexOf('#');
        if (fragment >= 0) {
            throw new BadRequestException("A request target has no fragment.");
        }
        int question = rest.indexOf('?');
        String rawPath = question < 0 ? rest : rest.substring(0, question);
        return new RequestTarget(
                authority, rawPath, segments(rawPath), query(question < 0 ? "" : rest.substring(question)));
    }

    String path() {
        return "/" + String.join("/", segments);
    }

    private static int endOfAuthority(String target, int start) {
        for (int i = start; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return i;
            }
        }
        return target.length();
    }

    private static List<String> segments(String rawPath) {
        List<String> segments = new ArrayList<>();
        int start = 1;
        while (true) {
            int slash = rawPath.indexOf('/', start);
            segments.add(segment(rawPath.substring(start, slash < 0 ? rawPath.length() : slash)));
            if (slash < 0) {
                return List.copyOf(segments);
            }
            start = slash + 1;
        }
    }

    private static String segment(String raw) {
        if (raw.chars().anyMatch(c -> c > 0x7f)) {
            throw new BadRequestException("The path must be ASCII, with all else percent-encoded.");
        }
        String decoded = raw.indexOf('%') < 0 ? raw : percentDecoded(raw);
        if (decoded.equals(".") || decoded.equals("..")) {
            throw new BadRequestException("The path must not hold \".\" or \"..\" segments.");
        }
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            if (c == '/' || Character.isISOControl(c)) {
                throw new BadRequestException("The path must not hold an encoded slash or control character.");
            }
        }
        return decoded;
    }

    private static String percentDecoded(String raw) {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
            int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw new BadRequestException("The path holds a percent sign without two hexadecimal digits.");
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new BadRequestException("The path is not valid UTF-8.");
        }
    }

    private static Map<String, List<String>> query(String raw) {
        try {
            return new QueryStringDecoder(raw, StandardCharsets.UTF_8, true, MAX_QUERY_PARAMETERS).parameters();
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("The query holds a percent sign without two hexadecimal digits.");
        }
    }
}
