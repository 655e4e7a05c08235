package io.ringcast.daemon.output;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.ringcast.daemon.config.Cidr;
import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.config.Secret;
import io.ringcast.daemon.fanout.Fanout;
import io.ringcast.daemon.fanout.OutputAccount;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.daemon.http.HttpRoute;
import io.ringcast.protocol.access.Grant;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may listen to which source over HTTP: whoever asks, or who shows a signed URL ({@link Grant}) or a token. It stands before every route
 * of listeners whose path names a source ({@link #guard}), so that none can forget to ask it. A stranger is told only that he may not; why
 * is in the log and the metrics. Thread-safe.
 */
public final class ListenerAccess {

    private static final String NAME = "name";
    private static final String PATTERN = "{" + NAME + "}";
    private static final String TOKEN = "token";
    private static final String BEARER = "bearer ";

    private final Fanout fanout;
    private final InstantSource clock;
    private final Map<String, Guarded> sources = new ConcurrentHashMap<>();

    /**
     * What a source asks for.
     *
     * @param signKey under which URLs are signed
     * @param tokens each of which is enough
     */
    public record Keys(Optional<Secret> signKey, List<Secret> tokens) {

        /** Anybody may listen. */
        public static final Keys NONE = new Keys(Optional.empty(), List.of());

        /** Whether it asks for nothing. */
        public boolean isOpen() {
            return signKey.isEmpty() && tokens.isEmpty();
        }
    }

    private record Guarded(OutputAccount account, Keys keys) {}

    /** What came of asking. */
    private sealed interface Verdict {

        record Granted(Leave leave) implements Verdict {}

        record Refused(Refusal reason) implements Verdict {}
    }

    /** @param clock the time of day, by which leave ends */
    public ListenerAccess(Fanout fanout, InstantSource clock) {
        this.fanout = fanout;
        this.clock = clock;
    }

    /** Asks for {@code keys} before a source; its refusals are counted for {@code account}. */
    public void add(OutputAccount account, Keys keys) {
        sources.put(account.source(), new Guarded(account, keys));
    }

    /** {@code route} for those only who may listen to the source that its path names; as it is when {@code path} names none. */
    public HttpRoute guard(String path, HttpRoute route) {
        return path.contains(PATTERN) ? exchange -> pass(exchange, route) : route;
    }

    /** The leave of who asks for one source among others, for lists; empty when it is not for him, which is no refusal. */
    public Optional<Leave> leave(HttpExchange exchange, String source) {
        Guarded guarded = sources.get(source);
        if (guarded == null || guarded.keys().isOpen()) {
            return Optional.of(Leave.OPEN);
        }
        return verdict(exchange, source, guarded.keys()) instanceof Verdict.Granted granted
                ? Optional.of(granted.leave())
                : Optional.empty();
    }

    private void pass(HttpExchange exchange, HttpRoute route) {
        String source = source(exchange.pathParameter(NAME));
        Guarded guarded = sources.get(source);
        // A browser asks what it may ask, without anything to show (Fetch Standard, 4.8).
        if (guarded == null || guarded.keys().isOpen() || exchange.method().equals(HttpMethod.OPTIONS)) {
            route.handle(exchange);
            return;
        }
        Verdict verdict = verdict(exchange, source, guarded.keys());
        if (verdict instanceof Verdict.Granted granted) {
            exchange.note(Leave.class, granted.leave());
            route.handle(exchange);
        } else if (verdict instanceof Verdict.Refused refused) {
            fanout.refuse(guarded.account(), refused.reason());
            Answers.forbid(exchange);
        }
    }

    /** The source that a path means, by the rule of the routes: its name, else its name before an extension. */
    private String source(String name) {
        int dot = name.lastIndexOf('.');
        return sources.containsKey(name) || dot <= 0 ? name : name.substring(0, dot);
    }

    /** What is shown, the best of it: who has a good token need not care about an old signature. */
    private Verdict verdict(HttpExchange exchange, String source, Keys keys) {
        Optional<String> bearer = bearer(exchange);
        if (bearer.filter(token -> isOneOf(keys.tokens(), token)).isPresent()) {
            return new Verdict.Granted(Leave.OPEN);
        }
        Optional<String> token = exchange.query(TOKEN);
        if (token.filter(text -> isOneOf(keys.tokens(), text)).isPresent()) {
            String query = TOKEN + "=" + URLEncoder.encode(token.get(), StandardCharsets.UTF_8);
            return new Verdict.Granted(new Leave(Optional.empty(), query));
        }
        Optional<String> signature = exchange.query(Grant.SIGNATURE);
        if (signature.isPresent()) {
            return ofSignature(exchange, source, keys.signKey(), signature.get());
        }
        return new Verdict.Refused(token.isPresent() || bearer.isPresent() ? Refusal.TOKEN_WRONG : Refusal.UNSIGNED);
    }

    private Verdict ofSignature(HttpExchange exchange, String source, Optional<Secret> key, String signature) {
        Optional<Grant> read = exchange.query(Grant.EXPIRY)
                .flatMap(seconds -> Grant.read(source, seconds, exchange.query(Grant.NETWORK)));
        // First whether it is ours at all: all else that it says is for anybody to write.
        if (key.isEmpty()
                || read.isEmpty()
                || !read.get().isSignedBy(signature, key.get().reveal())) {
            return new Verdict.Refused(Refusal.SIGNATURE_WRONG);
        }
        Grant grant = read.get();
        if (grant.isOver(clock.instant())) {
            return new Verdict.Refused(Refusal.SIGNATURE_EXPIRED);
        }
        if (grant.network().isPresent() && !isWithin(grant.network().get(), exchange)) {
            return new Verdict.Refused(Refusal.SIGNATURE_NETWORK);
        }
        return new Verdict.Granted(new Leave(
                Optional.of(grant.until().plusSeconds(1)), grant.query(key.get().reveal())));
    }

    private static boolean isWithin(String network, HttpExchange exchange) {
        try {
            return Cidr.parse(network).matches(exchange.remoteAddress().getAddress());
        } catch (InvalidValueException e) {
            // Signed by somebody who did not look: it is no network, so nobody is in it.
            return false;
        }
    }

    /** Takes as long whichever it is, and when it is none. */
    private static boolean isOneOf(List<Secret> tokens, String shown) {
        byte[] bytes = shown.getBytes(StandardCharsets.UTF_8);
        boolean found = false;
        for (Secret token : tokens) {
            found |= MessageDigest.isEqual(token.reveal().getBytes(StandardCharsets.UTF_8), bytes);
        }
        return found;
    }

    /** RFC 6750, 2.1; the scheme in any case (RFC 9110, 11.1). */
    private static Optional<String> bearer(HttpExchange exchange) {
        return Optional.ofNullable(exchange.headers().get(HttpHeaderNames.AUTHORIZATION))
                .filter(field -> field.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(field -> field.substring(BEARER.length()).strip());
    }
}
