package io.ringcast.daemon.fanout;

import io.ringcast.daemon.config.JoinSpec;
import io.ringcast.daemon.config.Policy;
import io.ringcast.daemon.stream.LiveEpoch;
import io.ringcast.daemon.stream.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What somebody who comes to listen is to get.
 *
 * @param stream of what
 * @param account whose output's listener it is
 * @param remote address and port of the peer
 * @param userAgent what it calls itself, {@code ""} when it does not
 * @param terms how it is served
 * @param span the very bytes that it asked for; absent when it starts where its terms say
 * @param demands whether a source on demand runs for it
 * @param asked what it asked for, for the access log
 * @param counts whether it counts offsets: it is never moved forward, and ends where its epoch does
 * @param until the moment from which on it may not listen any more
 */
public record ListenerRequest(
        Stream stream,
        OutputAccount account,
        String remote,
        String userAgent,
        Terms terms,
        Optional<Span> span,
        boolean demands,
        Asked asked,
        boolean counts,
        Optional<Instant> until) {

    /** Somebody who starts where the terms say and goes on for ever. */
    public ListenerRequest(Stream stream, OutputAccount account, String remote, String userAgent, Terms terms) {
        this(stream, account, remote, userAgent, terms, Optional.empty(), true, Asked.NOTHING, false, Optional.empty());
    }

    /** Somebody who may have asked for the very bytes. */
    public ListenerRequest(
            Stream stream, OutputAccount account, String remote, String userAgent, Terms terms, Optional<Span> span) {
        this(stream, account, remote, userAgent, terms, span, true, Asked.NOTHING, span.isPresent(), Optional.empty());
    }

    /** The same who asked for the very bytes. */
    public ListenerRequest of(Span bytes) {
        return new ListenerRequest(
                stream, account, remote, userAgent, terms, Optional.of(bytes), demands, asked, true, until);
    }

    /** The same of somebody who counts offsets from where its terms say. */
    public ListenerRequest counting() {
        return new ListenerRequest(stream, account, remote, userAgent, terms, span, demands, asked, true, until);
    }

    /** An output that is its own listener. */
    public static ListenerRequest ofOutput(
            Stream stream, OutputAccount account, String to, Terms terms, boolean demands) {
        return new ListenerRequest(
                stream, account, to, "", terms, Optional.empty(), demands, Asked.NOTHING, false, Optional.empty());
    }

    /** The same by other terms. */
    public ListenerRequest with(Terms other) {
        return new ListenerRequest(stream, account, remote, userAgent, other, span, demands, asked, counts, until);
    }

    /** The same of somebody who asked for that. */
    public ListenerRequest asked(Asked what) {
        return new ListenerRequest(stream, account, remote, userAgent, terms, span, demands, what, counts, until);
    }

    /** The same with leave until a moment, or for ever. */
    public ListenerRequest until(Optional<Instant> moment) {
        return new ListenerRequest(stream, account, remote, userAgent, terms, span, demands, asked, counts, moment);
    }

    /**
     * Bytes by their offsets: no preamble, and nobody who asked for them is moved forward.
     *
     * @param epoch of which epoch
     * @param from ring offset of the first one
     * @param end ring offset behind the last one, {@link Long#MAX_VALUE} for all that is to come
     */
    public record Span(LiveEpoch epoch, long from, long end) {}

    /**
     * How a listener is served.
     *
     * @param join where it starts, and where it continues after a skip
     * @param joinWait how long it may wait for something to start with
     * @param policy what happens when it falls behind
     * @param waitLimit how long a listener that holds the source back may take nothing
     * @param latency the most that a byte may wait in the daemon for company
     */
    public record Terms(JoinSpec join, Duration joinWait, Policy policy, Duration waitLimit, Duration latency) {

        /** The same with another policy. */
        public Terms policy(Policy other) {
            return new Terms(join, joinWait, other, waitLimit, latency);
        }

        /** The same with another start. */
        public Terms join(JoinSpec other) {
            return new Terms(other, joinWait, policy, waitLimit, latency);
        }
    }
}
