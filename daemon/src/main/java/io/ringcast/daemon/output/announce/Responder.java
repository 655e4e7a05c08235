package io.ringcast.daemon.output.announce;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringcast.protocol.announce.DnsMessage;
import io.ringcast.protocol.announce.DnsMessage.Question;
import io.ringcast.protocol.announce.DnsName;
import io.ringcast.protocol.announce.DnsRecord;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers for the streams of this daemon in one network by multicast DNS (RFC 6762, services by RFC 6763).
 *
 * <pre>
 *   start ─► probing: may I have these names? 3 times, 250 ms apart ─► announced twice, 1 s apart ─► answers ─► goodbye
 *               ▲  │ somebody has one: the next name                                                   │
 *               │  │ somebody claims one at the same time and wins: 1 s later, the same name           │
 *               └──┴───────────────────────────────── somebody has one after all ◄─────────────────────┘
 * </pre>
 *
 * <p>What others say is looked at and not kept: all that is held are our own records and when they were said last. What is asked makes at most
 * one answer wait, in which each record is once. Everything belongs to {@link #loop}.
 */
final class Responder {

    /** The port of multicast DNS; who asks from another speaks plain DNS. */
    static final int PORT = 5353;

    private static final DnsName LOCAL = DnsName.of("local");

    private static final int PROBES = 3;
    private static final long PROBE_MILLIS = 250;
    private static final long LOST_MILLIS = 1_000;
    /** RFC 6762, 8.1: after so many conflicts a host takes more time. */
    private static final int MANY_CONFLICTS = 15;

    private static final long MANY_CONFLICTS_MILLIS = 5_000;
    private static final long SETTLED_MILLIS = 10_000;
    private static final long ANNOUNCE_AGAIN_MILLIS = 1_000;

    /** RFC 6762, 6: answers that several may give are spread over this time; where more of a question may follow, later. */
    private static final int SPREAD_FROM_MILLIS = 20;

    private static final int SPREAD_MILLIS = 100;
    private static final int TRUNCATED_FROM_MILLIS = 400;

    /** RFC 6762, 6: a record is said to all at most once in this time, and to who probes in that. */
    private static final long SAID_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long SAID_TO_PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** RFC 6762, 6.7. */
    private static final int LEGACY_SECONDS = 10;

    /** What fits an Ethernet frame, with the headers of IPv6 and UDP (RFC 6762, 17). */
    private static final int MOST_BYTES = 1452;

    private enum Phase {
        PROBING,
        ANNOUNCED,
        OVER
    }

    private final EventExecutor loop;
    private final RandomGenerator random;
    private final Outlet outlet;
    private final List<InetAddress> addresses;
    private final int port;
    private final Claim host;
    private final Map<Offer, Claim> services = new LinkedHashMap<>();

    private Phase phase = Phase.PROBING;
    private Zone zone;
    private final Map<DnsRecord, Long> said = new HashMap<>();
    private final Set<DnsRecord> due = new LinkedHashSet<>();
    private boolean dueToProbe;
    private int conflicts;
    private @Nullable ScheduledFuture<?> step;
    private @Nullable ScheduledFuture<?> answering;

    /** Where its messages go, and who is told how it fares. */
    interface Outlet {

        /** To everybody. */
        void multicast(DnsMessage message);

        /** To one who asked. */
        void unicast(DnsMessage message, InetSocketAddress to);

        /** The names are ours, and were announced. */
        void onAnnounced(DnsName host, Collection<DnsName> services);

        /** Somebody else has {@code before}. */
        void onRenamed(DnsName before, DnsName after);
    }

    /**
     * @param loop its thread, and its clock
     * @param host what this host would be called
     * @param addresses of this host in that network
     * @param port of the HTTP listeners
     */
    Responder(
            EventExecutor loop,
            RandomGenerator random,
            Outlet outlet,
            String host,
            List<InetAddress> addresses,
            int port,
            List<Offer> offers) {
        this.loop = loop;
        this.random = random;
        this.outlet = outlet;
        this.addresses = List.copyOf(addresses);
        this.port = port;
        this.host = Claim.host(host, LOCAL);
        Set<DnsName> taken = new LinkedHashSet<>();
        for (Offer offer : offers) {
            Claim claim = Claim.service(offer.title(), Zone.HTTP);
            while (!taken.add(claim.name())) {
                claim.next();
            }
            services.put(offer, claim);
        }
        this.zone = zone();
    }

    /** Claims the names. */
    void start() {
        probeAfter(random.nextLong(PROBE_MILLIS));
    }

    /** Takes back all that was said. Nothing is said after that. */
    void stop() {
        assert loop.inEventLoop();
        boolean known = phase == Phase.ANNOUNCED;
        phase = Phase.OVER;
        cancel();
        if (known) {
            sayAll(zone.goodbye());
        }
    }

    /** Somebody says something, or asks. */
    void onMessage(DnsMessage message, InetSocketAddress sender) {
        assert loop.inEventLoop();
        if (phase == Phase.OVER) {
            return;
        }
        if (message.response()) {
            // RFC 6762, 6: from elsewhere it is not multicast DNS.
            if (sender.getPort() == PORT) {
                onResponse(message);
            }
        } else {
            if (phase == Phase.PROBING && !message.authorities().isEmpty()) {
                onProbe(message);
            }
            if (phase == Phase.ANNOUNCED) {
                onQuery(message, sender);
            }
        }
    }

    private void probeAfter(long millis) {
        cancel();
        phase = Phase.PROBING;
        zone = zone();
        step = loop.schedule(() -> probe(0), millis, TimeUnit.MILLISECONDS);
    }

    private void probe(int sent) {
        if (sent == PROBES) {
            announce(0);
            return;
        }
        for (List<DnsName> names : packed(List.copyOf(zone.claimed()), this::claiming)) {
            outlet.multicast(claiming(names));
        }
        step = loop.schedule(() -> probe(sent + 1), PROBE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void announce(int sent) {
        phase = Phase.ANNOUNCED;
        sayAll(zone.all());
        if (sent == 0) {
            outlet.onAnnounced(
                    host.name(), services.values().stream().map(Claim::name).toList());
            step = loop.schedule(() -> announce(1), ANNOUNCE_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            step = loop.schedule(() -> conflicts = 0, SETTLED_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void onQuery(DnsMessage query, InetSocketAddress sender) {
        Set<DnsRecord> answers = new LinkedHashSet<>();
        query.questions().forEach(question -> answers.addAll(zone.answers(question)));
        Map<DnsRecord, Integer> known = new HashMap<>();
        query.answers().forEach(record -> known.merge(record, record.ttl(), Math::max));
        // RFC 6762, 7.1: who knows it for at least half its time need not be told.
        answers.removeIf(record -> known.getOrDefault(record, -1) >= record.ttl() / 2);
        if (answers.isEmpty()) {
            return;
        }
        if (sender.getPort() != PORT) {
            List<DnsRecord> all = List.copyOf(answers);
            DnsMessage whole = DnsMessage.legacyResponse(query, all, zone.additionals(all), LEGACY_SECONDS);
            outlet.unicast(
                    whole.bytes() <= MOST_BYTES
                            ? whole
                            : DnsMessage.legacyResponse(query, firstThatFit(query, all), List.of(), LEGACY_SECONDS),
                    sender);
            return;
        }
        due.addAll(answers);
        dueToProbe |= !query.authorities().isEmpty();
        if (answering == null) {
            boolean ours = answers.stream().allMatch(DnsRecord::unique);
            long millis = query.truncated()
                    ? TRUNCATED_FROM_MILLIS + random.nextLong(SPREAD_MILLIS)
                    : ours ? 0 : SPREAD_FROM_MILLIS + random.nextLong(SPREAD_MILLIS);
            answering = loop.schedule(this::answer, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void answer() {
        answering = null;
        long now = loop.ticker().nanoTime();
        long pause = dueToProbe ? SAID_TO_PROBE_NANOS : SAID_NANOS;
        List<DnsRecord> answers = due.stream()
                .filter(record -> !said.containsKey(record) || now - said.get(record) >= pause)
                .toList();
        due.clear();
        dueToProbe = false;
        say(answers);
    }

    private void onResponse(DnsMessage message) {
        for (DnsRecord record : message.answers()) {
            if (record.ttl() == 0 && phase == Phase.ANNOUNCED && zone.has(record)) {
                // Another daemon of this host took back what holds for this one too.
                rescue(record);
            }
        }
        if (message.answers().stream().anyMatch(this::isContested)
                || message.additionals().stream().anyMatch(this::isContested)) {
            onConflict(message);
        }
    }

    private void rescue(DnsRecord record) {
        zone.of(record.name()).stream().filter(record::equals).forEach(due::add);
        said.remove(record);
        if (answering == null) {
            answering = loop.schedule(this::answer, SPREAD_FROM_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Whether somebody says of a name of ours what we do not. */
    private boolean isContested(DnsRecord said) {
        return said.ttl() > 0
                && said.type() != DnsRecord.NSEC
                && zone.isClaimed(said.name())
                && !zone.has(said)
                // Once it is ours, another type of record of it is no contradiction.
                && (phase == Phase.PROBING || zone.hasType(said.name(), said.type()));
    }

    private void onConflict(DnsMessage message) {
        conflicts++;
        if (phase == Phase.PROBING) {
            List<DnsRecord> all = new ArrayList<>(message.answers());
            all.addAll(message.additionals());
            Set<DnsName> contested = new LinkedHashSet<>();
            all.stream().filter(this::isContested).forEach(record -> contested.add(record.name()));
            claims().stream().filter(claim -> contested.contains(claim.name())).forEach(this::rename);
        }
        // Who was here first answers the probes, and then another name is taken (RFC 6762, 9).
        probeAfter(conflicts > MANY_CONFLICTS ? MANY_CONFLICTS_MILLIS : random.nextLong(PROBE_MILLIS));
    }

    private void rename(Claim claim) {
        DnsName before = claim.name();
        do {
            claim.next();
        } while (zone.isClaimed(claim.name()));
        outlet.onRenamed(before, claim.name());
    }

    /** Somebody claims at the same time: who has the later records gets the name (RFC 6762, 8.2). */
    private void onProbe(DnsMessage message) {
        Map<DnsName, List<DnsRecord>> claims = message.authorities().stream()
                .filter(record -> zone.isClaimed(record.name()))
                .sorted(DnsRecord::compare)
                .collect(Collectors.groupingBy(DnsRecord::name));
        if (claims.entrySet().stream().anyMatch(theirs -> compare(theirs.getValue(), zone.of(theirs.getKey())) > 0)) {
            probeAfter(LOST_MILLIS);
        }
    }

    private static int compare(List<DnsRecord> theirs, List<DnsRecord> ours) {
        for (int i = 0; i < Math.min(theirs.size(), ours.size()); i++) {
            int order = DnsRecord.compare(theirs.get(i), ours.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(theirs.size(), ours.size());
    }

    private void say(List<DnsRecord> answers) {
        Function<List<DnsRecord>, DnsMessage> complete = some -> DnsMessage.response(some, zone.additionals(some));
        for (List<DnsRecord> some : packed(answers, complete)) {
            outlet.multicast(complete.apply(some));
            noteSaid(some);
        }
    }

    private void sayAll(List<DnsRecord> all) {
        Function<List<DnsRecord>, DnsMessage> bare = some -> DnsMessage.response(some, List.of());
        for (List<DnsRecord> some : packed(all, bare)) {
            outlet.multicast(bare.apply(some));
            noteSaid(some);
        }
    }

    private void noteSaid(List<DnsRecord> some) {
        long now = loop.ticker().nanoTime();
        some.stream().filter(zone::has).forEach(record -> said.put(record, now));
    }

    private void cancel() {
        if (step != null) {
            step.cancel(false);
            step = null;
        }
        if (answering != null) {
            answering.cancel(false);
            answering = null;
        }
        due.clear();
        said.clear();
    }

    private DnsMessage claiming(List<DnsName> names) {
        return DnsMessage.probe(
                names.stream()
                        .map(name -> new Question(name, DnsRecord.ANY, true))
                        .toList(),
                names.stream().flatMap(name -> zone.of(name).stream()).toList());
    }

    private Zone zone() {
        Map<DnsName, String> named = new LinkedHashMap<>();
        services.forEach((offer, claim) -> named.put(claim.name(), offer.path()));
        return new Zone(host.name(), addresses, port, named);
    }

    private List<Claim> claims() {
        List<Claim> all = new ArrayList<>(List.of(host));
        all.addAll(services.values());
        return all;
    }

    private List<DnsRecord> firstThatFit(DnsMessage query, List<DnsRecord> all) {
        return packed(all, some -> DnsMessage.legacyResponse(query, some, List.of(), LEGACY_SECONDS))
                .get(0);
    }

    /** {@code all} in as few messages as hold them; what does not fit one alone is a message of its own all the same. */
    private static <T> List<List<T>> packed(List<T> all, Function<List<T>, DnsMessage> message) {
        List<List<T>> packed = new ArrayList<>();
        List<T> some = new ArrayList<>();
        for (T one : all) {
            some.add(one);
            if (some.size() > 1 && message.apply(some).bytes() > MOST_BYTES) {
                some.remove(some.size() - 1);
                packed.add(List.copyOf(some));
                some.clear();
                some.add(one);
            }
        }
        if (!some.isEmpty()) {
            packed.add(some);
        }
        return packed;
    }
}
