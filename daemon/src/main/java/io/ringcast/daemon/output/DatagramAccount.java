package io.ringcast.daemon.output;

import io.ringcast.daemon.fanout.OutputAccount;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What an output that sends datagrams has done so far: the figures behind its metrics. Thread-safe. */
public final class DatagramAccount {

    /** Why the next datagrams were sent by a new schedule. */
    public enum Rebase {
        /** There was nothing to send when it was due. */
        UNDERRUN,
        /** The sending thread stood still for longer than the delay. */
        LATE,
        /** What was to be sent next had left the ring. */
        LAPPED;

        /** For labels. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Why packets were thrown away. */
    public enum Drop {
        /** They came faster than the rate allows, for longer than the delay. */
        PEAK,
        /** The sending thread stood still for longer than the delay. */
        LATE,
        /** They left the ring before they were due. */
        LAPPED;

        /** For labels. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Why a datagram was not sent. */
    public enum SendError {
        /** The name of the host is not resolved. */
        UNRESOLVED("unresolved"),
        /** There is no socket. */
        NO_SOCKET("no-socket"),
        /** The kernel's buffer for the socket is full. */
        FULL("full"),
        /** ENETUNREACH: no route. */
        NETWORK_UNREACHABLE("network-unreachable"),
        /** ENETDOWN: the interface is down. */
        NETWORK_DOWN("network-down"),
        /** EHOSTUNREACH, EHOSTDOWN: the host does not answer. */
        HOST_UNREACHABLE("host-unreachable"),
        /** ECONNREFUSED: nobody listens on the port. */
        REFUSED("refused"),
        /** ENOBUFS: the interface's queue is full. */
        NO_BUFFERS("no-buffers"),
        /** EPERM, EACCES: a firewall of this host, or a broadcast that is not allowed. */
        FORBIDDEN("forbidden"),
        /** EMSGSIZE: larger than the way allows. */
        TOO_LONG("too-long"),
        /** EADDRNOTAVAIL, ENODEV: the interface or its address is gone. */
        NO_DEVICE("no-device"),
        /** Another error. */
        OTHER("other");

        private final String word;

        SendError(String word) {
            this.word = word;
        }

        /** For labels. */
        public String word() {
            return word;
        }
    }

    private final OutputAccount output;
    private final LongAdder datagrams = new LongAdder();
    private final LongAdder stuffed = new LongAdder();
    private final Map<Rebase, LongAdder> rebases = adders(Rebase.class);
    private final Map<Drop, LongAdder> drops = adders(Drop.class);
    private final Map<SendError, LongAdder> errors = adders(SendError.class);

    /** @param output the names of the output, and the bytes that it delivered */
    public DatagramAccount(OutputAccount output) {
        this.output = output;
    }

    /** The names of the output, and the bytes that it delivered. */
    public OutputAccount output() {
        return output;
    }

    /** The kernel took a datagram with so many bytes of the stream. */
    public void sent(int bytes) {
        datagrams.increment();
        output.delivered(bytes);
    }

    /** A null packet was added. */
    public void stuffed() {
        stuffed.increment();
    }

    /** The schedule began anew. */
    public void rebased(Rebase reason) {
        of(rebases, reason).increment();
    }

    /** So many packets were thrown away. */
    public void dropped(Drop reason, long packets) {
        of(drops, reason).add(packets);
    }

    /** A datagram was not sent. */
    public void failed(SendError reason) {
        of(errors, reason).increment();
    }

    /** Datagrams that the kernel took. */
    public long datagrams() {
        return datagrams.sum();
    }

    /** Null packets that were added. */
    public long stuffedPackets() {
        return stuffed.sum();
    }

    /** How often the schedule began anew. */
    public long rebases(Rebase reason) {
        return of(rebases, reason).sum();
    }

    /** Packets that were thrown away. */
    public long droppedPackets(Drop reason) {
        return of(drops, reason).sum();
    }

    /** Datagrams that were not sent. */
    public long sendErrors(SendError reason) {
        return of(errors, reason).sum();
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> reasons) {
        Map<E, LongAdder> adders = new EnumMap<>(reasons);
        for (E reason : reasons.getEnumConstants()) {
            adders.put(reason, new LongAdder());
        }
        return adders;
    }

    private static <E extends Enum<E>> LongAdder of(Map<E, LongAdder> adders, E reason) {
        LongAdder adder = adders.get(reason);
        if (adder == null) {
            throw new IllegalStateException(reason + ": not counted (expected: every reason)");
        }
        return adder;
    }
}
