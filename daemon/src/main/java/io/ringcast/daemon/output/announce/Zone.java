package io.ringcast.daemon.output.announce;

import io.ringcast.protocol.announce.DnsMessage.Question;
import io.ringcast.protocol.announce.DnsName;
import io.ringcast.protocol.announce.DnsRecord;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a {@link Responder} says under the names that it has now, found by what may be asked (RFC 6763): a type of service leads to its
 * instances, one for each stream, those to port and path, and to the host with its addresses. Immutable.
 */
final class Zone {

    /** The type of service. */
    static final DnsName HTTP = DnsName.of("_http", "_tcp", "local");

    /** RFC 6763, 9: which types of services there are. */
    private static final DnsName TYPES = DnsName.of("_services", "_dns-sd", "_udp", "local");

    private final DnsName host;
    private final List<DnsRecord> addresses;
    private final Map<DnsName, List<DnsRecord>> byName = new LinkedHashMap<>();
    private final Map<DnsRecord, List<DnsRecord>> behind = new HashMap<>();
    private final Set<DnsRecord> all = new LinkedHashSet<>();

    /** @param services name and path of each stream */
    Zone(DnsName host, List<InetAddress> addresses, int port, Map<DnsName, String> services) {
        this.host = host;
        this.addresses =
                addresses.stream().map(one -> DnsRecord.address(host, one)).toList();
        this.addresses.forEach(this::add);
        if (!services.isEmpty()) {
            add(DnsRecord.pointer(TYPES, HTTP));
        }
        services.forEach((name, path) -> {
            DnsRecord pointer = DnsRecord.pointer(HTTP, name);
            List<DnsRecord> instance =
                    List.of(DnsRecord.service(name, host, port), DnsRecord.text(name, List.of("path=" + path)));
            add(pointer);
            instance.forEach(this::add);
            behind.put(pointer, instance);
        });
    }

    /** All of it. */
    List<DnsRecord> all() {
        return List.copyOf(all);
    }

    /** All of it gone, but that there are services of this type: others may say that too. */
    List<DnsRecord> goodbye() {
        return all.stream()
                .filter(record -> !record.name().equals(TYPES))
                .map(DnsRecord::goodbye)
                .toList();
    }

    /** The names that nobody else may have. */
    Collection<DnsName> claimed() {
        return byName.keySet().stream().filter(this::isClaimed).toList();
    }

    /** Whether {@code name} is one of them. */
    boolean isClaimed(DnsName name) {
        return byName.containsKey(name) && !name.equals(HTTP) && !name.equals(TYPES);
    }

    /** Whether it says {@code record}. */
    boolean has(DnsRecord record) {
        return all.contains(record);
    }

    /** Whether it says anything of that type of that name. */
    boolean hasType(DnsName name, int type) {
        return of(name).stream().anyMatch(record -> record.type() == type);
    }

    /** What it says of {@code name}, in the order in which claims are compared. */
    List<DnsRecord> of(DnsName name) {
        return byName.getOrDefault(name, List.of()).stream()
                .sorted(DnsRecord::compare)
                .toList();
    }

    /** What answers {@code question}. */
    List<DnsRecord> answers(Question question) {
        List<DnsRecord> answers =
                of(question.name()).stream().filter(question::wants).toList();
        boolean address = question.type() == DnsRecord.A || question.type() == DnsRecord.AAAA;
        if (answers.isEmpty() && address && question.name().equals(host)) {
            // RFC 6762, 6.1: it is said that there is none, so that nobody waits for it.
            return List.of(DnsRecord.onlyTypes(
                    host, addresses.stream().map(DnsRecord::type).distinct().toList()));
        }
        return answers;
    }

    /** What who gets {@code answers} would ask for next (RFC 6763, 12). */
    List<DnsRecord> additionals(Collection<DnsRecord> answers) {
        Set<DnsRecord> more = new LinkedHashSet<>();
        answers.forEach(answer -> more.addAll(behind.getOrDefault(answer, List.of())));
        if (!more.isEmpty() || answers.stream().anyMatch(answer -> answer.type() == DnsRecord.SRV)) {
            more.addAll(addresses);
        }
        answers.forEach(more::remove);
        return List.copyOf(more);
    }

    private void add(DnsRecord record) {
        all.add(record);
        byName.computeIfAbsent(record.name(), name -> new ArrayList<>()).add(record);
    }
}
