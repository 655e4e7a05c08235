package io.ringcast.daemon.output.fetch;

import io.ringcast.daemon.config.Cidr;
import io.ringcast.daemon.config.InvalidValueException;
import io.ringcast.daemon.config.Secret;
import io.ringcast.daemon.fanout.Refusal;
import io.ringcast.daemon.http.AllowedDestinations;
import io.ringcast.daemon.http.HttpExchange;
import io.ringcast.protocol.access.FetchGrant;
import io.ringcast.protocol.access.Grant;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Who may have what fetched: who shows a signature of that URL ({@link FetchGrant}), if it leads to a host that may be asked. The signature
 * comes first: before it is known to be ours, nothing else that the request says is looked at. Immutable.
 */
final class FetchAccess {

    private final Secret key;
    private final AllowedDestinations destinations;
    private final InstantSource clock;

    /** What came of asking. */
    sealed interface Verdict {

        /**
         * He may.
         *
         * @param target what he asks for
         * @param until the last moment in which he may hear a live stream
         */
        record Granted(URI target, Instant until) implements Verdict {}

        /**
         * He may not.
         *
         * @param detail why, for the operator; {@code ""} when the reason says all
         */
        record Refused(Refusal reason, String detail) implements Verdict {}
    }

    FetchAccess(Secret key, AllowedDestinations destinations, InstantSource clock) {
        this.key = key;
        this.destinations = destinations;
        this.clock = clock;
    }

    Verdict verdict(HttpExchange exchange) {
        Optional<String> signature = exchange.query(Grant.SIGNATURE);
        Optional<String> url = exchange.query(FetchGrant.URL);
        if (signature.isEmpty() || url.isEmpty()) {
            return refused(Refusal.UNSIGNED);
        }
        Optional<String> network = exchange.query(Grant.NETWORK);
        Optional<FetchGrant> read =
                exchange.query(Grant.EXPIRY).flatMap(seconds -> FetchGrant.read(url.get(), seconds, network));
        if (read.isEmpty() || !read.get().isSignedBy(signature.get(), key.reveal())) {
            return refused(Refusal.SIGNATURE_WRONG);
        }
        FetchGrant grant = read.get();
        if (grant.isOver(clock.instant())) {
            return refused(Refusal.SIGNATURE_EXPIRED);
        }
        if (network.isPresent() && !isWithin(network.get(), exchange)) {
            return refused(Refusal.SIGNATURE_NETWORK);
        }
        return target(grant);
    }

    private Verdict target(FetchGrant grant) {
        try {
            URI target = new URI(grant.url());
            String authority = target.getRawAuthority();
            if (authority != null && authority.indexOf('@') >= 0) {
                return notAllowed("user and password in the URL (expected: none)");
            }
            if (!destinations.allows(target)) {
                return notAllowed("host " + authority + " (expected: one of fetch.hosts, with its port)");
            }
            return new Verdict.Granted(withoutFragment(target), grant.until().plusSeconds(1));
        } catch (URISyntaxException e) {
            // Its message would quote the whole URL.
            return notAllowed("no URL: " + e.getReason());
        } catch (IllegalArgumentException e) {
            return notAllowed(String.valueOf(e.getMessage()));
        }
    }

    /** What is behind the hash is for who asks, and one thing with and without it. */
    private static URI withoutFragment(URI target) throws URISyntaxException {
        String text = target.toString();
        int hash = text.indexOf('#');
        return hash < 0 ? target : new URI(text.substring(0, hash));
    }

    private static boolean isWithin(String network, HttpExchange exchange) {
        try {
            return Cidr.parse(network).matches(exchange.remoteAddress().getAddress());
        } catch (InvalidValueException e) {
            // Signed by somebody who did not look: it is no network, so nobody is in it.
            return false;
        }
    }

    private static Verdict refused(Refusal reason) {
        return new Verdict.Refused(reason, "");
    }

    private static Verdict notAllowed(String detail) {
        return new Verdict.Refused(Refusal.TARGET_NOT_ALLOWED, detail);
    }
}
