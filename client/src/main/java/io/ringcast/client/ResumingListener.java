package io.ringcast.client;

import io.ringcast.protocol.live.LivePlace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Listens to a stream over as many connections as it takes, and writes each of its bytes once.
 *
 * <pre>
 *   GET ──► 200, ETag: epoch, Content-Location: …?from=@N ──► preamble, byte N, N+1, … ✂
 *                                                                                      │  Range: bytes=M-9007199254740991
 *                                                                                      │  If-Range: epoch
 *       206 ◄───── byte M, M+1, … ─────────────────────────────────────────────────────┤
 *       416, it has come to less than M ──► the same again in a moment ────────────────┤
 *       416, M has gone; 200, another epoch ──► a gap: fails, or begins anew ──────────┘
 * </pre>
 *
 * <p>Where a 200 does not say where it begins, but its server knows RFC 8673, {@link PlainBody} finds the place behind the first cut.
 *
 * <p>Counts what was written, so nothing is lost between the network and the sink. Used by one thread, once.
 */
final class ResumingListener {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final long FIRST_WAIT_MILLIS = 100;
    private static final long MAX_WAIT_MILLIS = 5_000;

    /** What a connection brings that is worth another one at once. */
    private static final long PROGRESS_BYTES = 64 * 1024;

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern PART = Pattern.compile("bytes (\\d{1,18})-(\\d{1,19})/.*");
    private static final Pattern HEAD = Pattern.compile("bytes \\*/(\\d{1,18})");

    private final HttpClient http;
    private final String userAgent;
    private final ListenPlan plan;
    private final OutputStream sink;
    private final ListenWatch watch;
    private final long startedNanos = System.nanoTime();
    private final byte[] buffer = new byte[BUFFER_BYTES];

    private int at;
    private boolean begun;
    private boolean anew;
    private long bytes;
    private int cuts;
    private int gaps;
    private int failures;
    private long connectionBytes;
    private long progressNanos = startedNanos;

    /** The byte that comes next; null before the first answer, and where the stream does not count. */
    private @Nullable ListenPosition next;

    /** Whether the last answer began anew although its epoch was asked for. */
    private boolean startedWithUs;

    /** What was read of a stream that did not say where it begins; null when it did, and when it cannot be resumed. */
    private @Nullable PlainBody plain;

    /** Bytes of the body that is read that came before; {@code repeatedAt} of them have been compared. */
    private byte[] repeated = new byte[0];

    private int repeatedAt;

    /** Preamble that is still to come of the body that is read. */
    private long preamble;

    /** A connection that could not be made or was cut; not to be told to anybody as it is. */
    private static final class Cut extends Exception {
        private static final long serialVersionUID = 1;

        Cut(String why) {
            super(why, null, false, false);
        }
    }

    ResumingListener(HttpClient http, String userAgent, ListenPlan plan, OutputStream sink, ListenWatch watch) {
        this.http = http;
        this.userAgent = userAgent;
        this.plan = plan;
        this.sink = sink;
        this.watch = watch;
        this.next = plan.start().orElse(null);
    }

    ListenResult listen() throws IOException, InterruptedException {
        while (true) {
            try {
                connect();
                return new ListenResult(bytes, cuts, gaps, position());
            } catch (Cut cut) {
                cuts++;
                recover(String.valueOf(cut.getMessage()));
            }
        }
    }

    /** Waits before another try, or says why there is none. */
    private void recover(String why) throws IOException, InterruptedException {
        URI stream = plan.streams().get(at);
        boolean first = bytes == 0
                && gaps == 0
                && !begun
                && next == null
                && failures + 1 >= plan.streams().size();
        boolean counted = next != null || !begun || (plain != null && plain.isKnown());
        long quietNanos = System.nanoTime() - progressNanos;
        if (first || !plan.resume() || !counted || quietNanos > plan.giveUp().toNanos()) {
            throw new UnavailableException(stream + ": " + why + (bytes > 0 ? " after " + bytes + " bytes" : "")
                    + (begun && !counted && plan.resume()
                            ? " (it does not count its bytes, so it cannot be resumed)"
                            : ""));
        }
        failures++;
        at = (at + 1) % plan.streams().size();
        int round = failures - plan.streams().size();
        long most = round < 0 || (failures == 1 && connectionBytes >= PROGRESS_BYTES)
                ? 0
                : Math.min(MAX_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(round, 10));
        Duration wait = Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
        watch.onCut(stream, why, wait);
        Thread.sleep(wait.toMillis());
    }

    /** The next byte, unless the preamble before it is not complete. */
    private Optional<ListenPosition> position() {
        return preamble > 0 ? Optional.empty() : Optional.ofNullable(next);
    }

    /** One connection; returns when the stream, or the time, has ended. */
    private void connect() throws Cut, IOException, InterruptedException {
        connectionBytes = 0;
        if (isOver()) {
            return;
        }
        URI stream = plan.streams().get(at);
        if (preamble > 0) {
            // A preamble that was cut is of no use, and comes again.
            gap("it was cut before its first byte");
        }
        if (begun && next == null && plain != null) {
            next = find(stream, plain);
        }
        ListenPosition wanted = next;
        HttpResponse<InputStream> response = send(request(stream, wanted));
        try (InputStream body = response.body()) {
            if (wanted == null || response.statusCode() == 200) {
                begin(stream, response, wanted);
            } else {
                goOn(stream, response, wanted);
            }
            copy(body);
        }
    }

    /** Where the byte is that comes next. */
    private ListenPosition find(URI stream, PlainBody of) throws Cut, IOException, InterruptedException {
        String why;
        try {
            return of.find(http, userAgent, stream);
        } catch (PlainBody.Lost lost) {
            why = String.valueOf(lost.getMessage());
        } catch (IOException e) {
            throw new Cut("does not say where to go on: " + Reasons.of(e));
        }
        gone(why);
        throw new Cut("it begins anew");
    }

    private HttpRequest request(URI stream, @Nullable ListenPosition wanted) {
        URI target = plan.from().isPresent() && !begun && wanted == null && !anew
                ? withQuery(stream, "from=" + plan.from().get())
                : stream;
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(ANSWER_TIMEOUT)
                .header("User-Agent", userAgent)
                .header(LivePlace.COUNTS_FIELD, "1");
        if (wanted != null) {
            repeated = plain == null ? new byte[0] : plain.repeated();
            repeatedAt = 0;
            request.header("Range", LivePlace.rangeFrom(wanted.offset() - repeated.length));
            request.header("If-Range", wanted.entityTag());
        }
        return request.build();
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws Cut, InterruptedException {
        try {
            return http.send(request, BodyStream.handler());
        } catch (IOException e) {
            throw new Cut("cannot connect: " + Reasons.of(e));
        }
    }

    /** A body that begins somewhere of its own. */
    private void begin(URI stream, HttpResponse<InputStream> response, @Nullable ListenPosition wanted)
            throws Cut, IOException {
        if (response.statusCode() != 200) {
            refuse(stream, response);
        }
        Optional<LivePlace> place = place(response.headers());
        if (wanted != null) {
            boolean same = place.map(known -> known.entityTag().equals(wanted.entityTag()))
                    .orElse(false);
            if (same && !startedWithUs) {
                // A relay that had no byte yet when it was asked could not know the epoch: now it does.
                startedWithUs = true;
                throw new Cut("it has just begun");
            }
            gone("the stream at " + stream + " is another one now (its epoch was " + wanted.entityTag() + ")");
        }
        begun = true;
        startedWithUs = false;
        repeated = new byte[0];
        plain = place.isPresent() ? null : PlainBody.of(response.headers()).orElse(null);
        preamble = place.map(LivePlace::preamble).orElse(0L);
        next = place.map(known -> new ListenPosition(known.entityTag(), known.offset()))
                .orElse(null);
        watch.onBegun(stream, place);
        response.headers().firstValueAsLong("Content-Length").ifPresent(watch::onLength);
    }

    /** A body that goes on behind the last byte. */
    private void goOn(URI stream, HttpResponse<InputStream> response, ListenPosition wanted) throws Cut, IOException {
        HttpHeaders headers = response.headers();
        String range = headers.firstValue("Content-Range").orElse("");
        boolean same = headers.firstValue("ETag")
                .map(tag -> tag.strip().equals(wanted.entityTag()))
                .orElse(true);
        switch (response.statusCode()) {
            case 206 -> {
                Matcher part = PART.matcher(range);
                if (!same
                        || !part.matches()
                        || Long.parseLong(part.group(1)) != wanted.offset() - repeated.length
                        || (plain != null && !PlainBody.isLive(part.group(2)))) {
                    gone("the answer is not the part that was asked for: " + range);
                    throw new Cut("it begins anew");
                }
                begun = true;
                startedWithUs = false;
                watch.onResumed(stream, wanted);
            }
            case 416 -> {
                Matcher head = HEAD.matcher(range);
                if (same && head.matches() && Long.parseLong(head.group(1)) < wanted.offset()) {
                    throw new Cut("it has come to byte " + head.group(1) + " only, not yet to " + wanted.offset());
                }
                gone("byte " + wanted.offset() + " is not in the ring of " + stream.getAuthority());
                throw new Cut("it begins anew");
            }
            default -> refuse(stream, response);
        }
    }

    /** The next byte cannot be had there: a gap, unless the stream is at other places that have not been tried. */
    private void gone(String why) throws Cut, GapException {
        if (failures + 1 < plan.streams().size()) {
            throw new Cut(why);
        }
        gap(why);
    }

    /** An answer that is none: what may be better in a moment is a cut. */
    private static void refuse(URI stream, HttpResponse<InputStream> response) throws Cut, UnavailableException {
        UnavailableException why = Reasons.refused(stream, response.statusCode(), response.body());
        if (response.statusCode() >= 500) {
            throw new Cut(String.valueOf(why.getMessage()));
        }
        throw why;
    }

    private void gap(String why) throws GapException {
        if (plan.exact()) {
            throw new GapException(why + "; " + bytes + " bytes were exact");
        }
        next = null;
        plain = null;
        preamble = 0;
        begun = false;
        anew = true;
        gaps++;
        watch.onGap(why);
    }

    private void copy(InputStream body) throws Cut, IOException {
        try (StallGuard guard = new StallGuard(body, plan.stall(), leftNanos())) {
            while (!isOver()) {
                int count = read(body, guard);
                if (count < 0) {
                    return;
                }
                int known = compare(count);
                if (known < count) {
                    write(known, count - known);
                }
            }
        }
    }

    private int read(InputStream body, StallGuard guard) throws Cut {
        try {
            guard.reads();
            int count = body.read(buffer);
            if (count >= 0 || !guard.fired()) {
                return count;
            }
        } catch (IOException e) {
            if (!guard.fired()) {
                throw new Cut("was cut: " + Reasons.of(e));
            }
        } finally {
            guard.rests();
        }
        if (isOver()) {
            return -1;
        }
        throw new Cut("sent nothing for " + plan.stall().toMillis() / 1000.0 + " s");
    }

    /** How many of {@code count} bytes were there before: none of them may be another one. */
    private int compare(int count) throws Cut, GapException {
        int known = Math.min(count, repeated.length - repeatedAt);
        if (!Arrays.equals(buffer, 0, known, repeated, repeatedAt, repeatedAt + known)) {
            gone("other bytes came than those that were there before, under the same ETag");
            throw new Cut("it begins anew");
        }
        repeatedAt += known;
        return known;
    }

    private void write(int from, int count) throws SinkException {
        try {
            sink.write(buffer, from, count);
            sink.flush();
        } catch (IOException e) {
            throw new SinkException(e);
        }
        long before = Math.min(preamble, count);
        preamble -= before;
        ListenPosition now = next;
        if (now != null) {
            next = new ListenPosition(now.entityTag(), now.offset() + count - before);
        }
        if (plain != null) {
            plain.add(buffer, from, count);
        }
        bytes += count;
        connectionBytes += count;
        failures = 0;
        progressNanos = System.nanoTime();
        watch.onBytes(count, position());
    }

    private boolean isOver() {
        return leftNanos() <= 0;
    }

    private long leftNanos() {
        return plan.limit()
                .map(limit -> limit.toNanos() - (System.nanoTime() - startedNanos))
                .orElse(Long.MAX_VALUE);
    }

    private static Optional<LivePlace> place(HttpHeaders headers) {
        return LivePlace.of(name -> headers.firstValue(name).orElse(null));
    }

    private static URI withQuery(URI stream, String parameter) {
        String text = stream.toString();
        int fragment = text.indexOf('#');
        String whole = fragment < 0 ? text : text.substring(0, fragment);
        return URI.create(whole + (stream.getRawQuery() == null ? "?" : "&") + parameter);
    }
}
