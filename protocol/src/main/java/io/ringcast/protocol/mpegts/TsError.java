package io.ringcast.protocol.mpegts;

/** The indicators of first and second priority of ETSI TR 101 290, 5.2.1 and 5.2.2. */
public enum TsError {
    SYNC_LOSS("1.1", "TS_sync_loss"),
    SYNC_BYTE("1.2", "Sync_byte_error"),
    PAT("1.3", "PAT_error_2"),
    CONTINUITY("1.4", "Continuity_count_error"),
    PMT("1.5", "PMT_error_2"),
    PID("1.6", "PID_error"),
    TRANSPORT("2.1", "Transport_error"),
    CRC("2.2", "CRC_error"),
    PCR_REPETITION("2.3a", "PCR_repetition_error"),
    PCR_DISCONTINUITY("2.3b", "PCR_discontinuity_indicator_error"),
    PCR_ACCURACY("2.4", "PCR_accuracy_error"),
    PTS("2.5", "PTS_error"),
    CAT("2.6", "CAT_error");

    private final String number;
    private final String title;

    TsError(String number, String title) {
        this.number = number;
        this.title = title;
    }

    /** Its number in the report, for example {@code 2.3a}. */
    public String number() {
        return number;
    }

    /** Its name in the report, for example {@code PCR_repetition_error}. */
    public String title() {
        return title;
    }

    /** 1 for what keeps a stream from being decoded, 2 for what ought to be watched. */
    public int priority() {
        return number.charAt(0) - '0';
    }
}
