package io.ringcast.client.probe;

/** Transport packets of one PID with a continuity counter, as bytes. */
final class Packets {

    static final int SIZE = 188;
    static final int PID = 0x100;

    private Packets() {}

    /** So many packets; the one with the number {@code without} is left out, and its successor shows it. */
    static byte[] of(int count, int without) {
        byte[] bytes = new byte[(without < count && without >= 0 ? count - 1 : count) * SIZE];
        int at = 0;
        for (int i = 0; i < count; i++) {
            if (i == without) {
                continue;
            }
            // ISO/IEC 13818-1, 2.4.3.2: sync byte, PID, payload only, counter.
            bytes[at] = 0x47;
            bytes[at + 1] = (byte) (PID >> 8);
            bytes[at + 2] = (byte) PID;
            bytes[at + 3] = (byte) (0x10 | (i & 0x0F));
            at += SIZE;
        }
        return bytes;
    }
}
