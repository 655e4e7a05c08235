package io.ringcast.daemon.metrics;

import java.util.List;
import java.util.Locale;

/**
 * Every metric of Ringcast's own, declared once: name, type, labels and a sentence. What registers one takes all of that from here, and so
 * does the reference. Labels are bounded by the configuration and by closed lists; none ever holds a listener's address.
 */
public enum Metric {
    INGEST_BYTES("ringcast_ingest_bytes_total", Type.COUNTER, "Bytes that the inputs of a source delivered.", "source"),
    INPUT_UP(
            "ringcast_input_up",
            Type.GAUGE,
            "Whether an input is connected and delivers (1) or not (0). Inputs are numbered from 0 in their order.",
            "source",
            "input"),
    INPUT_ACTIVE(
            "ringcast_input_active",
            Type.GAUGE,
            "Whether an input is the one that feeds the source (1) or not (0).",
            "source",
            "input"),
    INPUT_LAST_BYTE(
            "ringcast_input_last_byte_timestamp_seconds",
            Type.GAUGE,
            "When the newest byte of a source came in, Unix time; absent before the first one.",
            "source"),
    INPUT_FAILURES(
            "ringcast_input_failures_total",
            Type.COUNTER,
            "Losses of the inputs of a source, by reason.",
            "source",
            "reason"),
    INPUT_SWITCHES(
            "ringcast_input_switches_total",
            Type.COUNTER,
            "Times that another input took over, by what became of the one before: ended, or the reason of its failure.",
            "source",
            "reason"),
    INPUT_DATAGRAMS(
            "ringcast_input_datagrams_total",
            Type.COUNTER,
            "Datagrams of an input by what came of them: received (all that came), garbage (no MPEG-TS), stranger (another sender),"
                    + " dropped (by the kernel, its buffer was full); of RTP lost, late (came after all), duplicate, reordered;"
                    + " restart counts sequences that began anew, rejoin joins after silence.",
            "source",
            "input",
            "result"),
    INPUT_SEGMENTS(
            "ringcast_input_segments_total",
            Type.COUNTER,
            "HLS segments of an input by what came of them: delivered, retried (asked for once more), skipped (could not be had), missed"
                    + " (left the playlist before their turn), gap (the playlist says that they are not there); discontinuity and"
                    + " restart count what the playlist does between them.",
            "source",
            "input",
            "result"),
    TS_ERRORS(
            "ringcast_ts_errors_total",
            Type.COUNTER,
            "Indicators of ETSI TR 101 290 (first and second priority) that the MPEG-TS of a source raised as it came in, by error: "
                    + "sync-loss, sync-byte, pat, continuity, pmt, pid, transport, crc, pcr-repetition, pcr-discontinuity, pcr-accuracy, "
                    + "pts, cat.",
            "source",
            "error"),
    TS_BITRATE(
            "ringcast_ts_bits_per_second",
            Type.GAUGE,
            "Bit rate of the MPEG-TS of a source by its own clock, or by arrival where that is measured.",
            "source"),
    TS_PCR_INTERVAL(
            "ringcast_ts_pcr_interval_seconds",
            Type.GAUGE,
            "Longest interval between two program clock references of one program of the present run, by their values.",
            "source"),
    TS_PCR_JITTER(
            "ringcast_ts_pcr_jitter_seconds",
            Type.GAUGE,
            "Spread of the arrival of program clock references within ten seconds; only for inputs that arrive as they are sent.",
            "source"),
    DELIVERED_BYTES(
            "ringcast_delivered_bytes_total",
            Type.COUNTER,
            "Bytes that the kernel took for the listeners of an output.",
            "source",
            "output",
            "kind"),
    OUTPUT_UP("ringcast_output_up", Type.GAUGE, "Whether an output works (1) or not (0).", "source", "output", "kind"),
    LISTENERS("ringcast_listeners", Type.GAUGE, "Listeners that play now.", "source", "output", "kind"),
    LISTENER_ENDS(
            "ringcast_listener_ends_total",
            Type.COUNTER,
            "Listeners that ended, by reason.",
            "source",
            "output",
            "kind",
            "reason"),
    SLOW_LISTENER_ENDS(
            "ringcast_slow_listener_ends_total",
            Type.COUNTER,
            "Listeners that were behind when they ended, by the side that made them slow: peer, path or host.",
            "source",
            "output",
            "kind",
            "side"),
    SKIPPED_BYTES(
            "ringcast_skipped_bytes_total",
            Type.COUNTER,
            "Bytes that listeners did not get because they fell behind and were moved forward.",
            "source",
            "output",
            "kind"),
    REFUSALS("ringcast_refusals_total", Type.COUNTER, "Clients that were not let in, by reason.", "reason"),
    LISTENER_LAG(
            "ringcast_listener_lag_seconds",
            Type.HISTOGRAM,
            "How far listeners are behind the newest byte, in time; each is sampled once a second.",
            "source",
            "output",
            "kind"),
    JOIN(
            "ringcast_join_seconds",
            Type.HISTOGRAM,
            "How long listeners waited for something to start with.",
            "source",
            "output",
            "kind"),
    RING_BYTES("ringcast_ring_bytes", Type.GAUGE, "Memory that the ring of a source holds.", "source"),
    RING_SECONDS("ringcast_ring_seconds", Type.GAUGE, "Age of the oldest byte in the ring of a source.", "source"),
    MEMORY(
            "ringcast_memory_bytes",
            Type.GAUGE,
            "Memory of the pool by use: rings, in-flight (evicted, but still queued for listeners), overdraft (the part of both that is"
                    + " beyond the limit).",
            "use"),
    MEMORY_LIMIT("ringcast_memory_limit_bytes", Type.GAUGE, "Memory that the pool may use (the key memory)."),
    TICK_OVERRUNS(
            "ringcast_tick_overruns_total",
            Type.COUNTER,
            "Walks over the listeners of a source whose last bytes came later than its latency allows (1.25 times it and 10 ms)."),
    LOG_LINES_DROPPED(
            "ringcast_log_lines_dropped_total",
            Type.COUNTER,
            "Lines that the log, or the access log, did not write because its queue was full or its file could not be written to."),
    EVENTS_MISSED(
            "ringcast_events_missed_total",
            Type.COUNTER,
            "Events that those who follow /api/v1/events did not take in time."),
    DATAGRAMS(
            "ringcast_datagrams_total",
            Type.COUNTER,
            "Datagrams that the kernel took from an output.",
            "source",
            "output"),
    DATAGRAM_JITTER(
            "ringcast_datagram_jitter_seconds",
            Type.HISTOGRAM,
            "By how much datagrams left before or after the moment at which the program clock wanted them.",
            "source",
            "output"),
    DATAGRAM_SEND_ERRORS(
            "ringcast_datagram_send_errors_total",
            Type.COUNTER,
            "Datagrams that could not be sent, by reason; sending is tried again with the next one.",
            "source",
            "output",
            "reason"),
    DATAGRAM_REBASES(
            "ringcast_datagram_rebases_total",
            Type.COUNTER,
            "Times that the schedule of an output began anew: underrun (nothing there when it was due), late (the sending thread stood"
                    + " still), lapped (it had left the ring).",
            "source",
            "output",
            "reason"),
    DATAGRAM_DROPPED_PACKETS(
            "ringcast_datagram_dropped_packets_total",
            Type.COUNTER,
            "Transport packets that an output threw away: peak (over its bitrate for longer than its delay), late, lapped.",
            "source",
            "output",
            "reason"),
    DATAGRAM_STUFFED_PACKETS(
            "ringcast_datagram_stuffed_packets_total",
            Type.COUNTER,
            "Null packets that an output added to keep its bitrate.",
            "source",
            "output"),
    ANNOUNCEMENTS(
            "ringcast_announcements_total",
            Type.COUNTER,
            "Packets that announce sources in the LAN, by protocol (sap, mdns) and what came of them: sent, failed; renamed counts names"
                    + " that somebody else had, flooded the seconds in which more was asked than is looked at.",
            "protocol",
            "result"),
    RECORDINGS(
            "ringcast_recordings_total",
            Type.COUNTER,
            "Files of a recorder by what came of them: finished (whole, under its name), deleted (too old, too much).",
            "source",
            "output",
            "result"),
    RECORDING_FAILURES(
            "ringcast_recording_failures_total",
            Type.COUNTER,
            "Times that a recorder stopped, by reason: full, read-only, denied, missing (directory or file), unanswered (the file system"
                    + " keeps it waiting), other; it is tried again.",
            "source",
            "output",
            "reason"),
    CERTIFICATE_EXPIRY(
            "ringcast_certificate_expiry_timestamp_seconds",
            Type.GAUGE,
            "When the certificate that is shown to those who connect over TLS expires, Unix time; absent where there is none."),
    BUILD_INFO("ringcast_build_info", Type.INFO, "What runs; always 1.", "version", "transport", "netty", "java");

    /** How a metric behaves. */
    public enum Type {
        /** Only rises, and begins again at 0 with the daemon or with a new output. */
        COUNTER,
        /** Rises and falls. */
        GAUGE,
        /** Counts observations by size. */
        HISTOGRAM,
        /** Labels that are of interest, with the value 1; a gauge in the text format. */
        INFO;

        /** The word of the reference. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String metricName;
    private final Type type;
    private final String sentence;

    @SuppressWarnings("ImmutableEnumChecker") // It is: List.of.
    private final List<String> labels;

    Metric(String metricName, Type type, String sentence, String... labels) {
        this.metricName = metricName;
        this.type = type;
        this.sentence = sentence;
        this.labels = List.of(labels);
    }

    /** Its name as Prometheus sees it. */
    public String metricName() {
        return metricName;
    }

    public Type type() {
        return type;
    }

    /** What it says, for people. */
    public String sentence() {
        return sentence;
    }

    /** Names of its labels, in the order in which values are given. */
    public List<String> labels() {
        return labels;
    }

    String[] labelArray() {
        return labels.toArray(String[]::new);
    }
}
