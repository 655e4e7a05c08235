package io.ringcast.daemon.output.http;

import io.ringcast.protocol.container.Format;
import java.nio.ByteBuffer;
import java.util.Random;

/** Bytes whose place in the stream can be told. */
final class Bytes {

    /** Units of 188 bytes that can be cut anywhere between two. */
    static final Format PACKETS = new Format("packets", "application/x-packets", 188, false);

    /** The same, of which a decoder needs to be told where to start. */
    static final Format JOINABLE = new Format("joinable", "video/x-joinable", 188, true);

    private Bytes() {}

    /** Packets that are filled with their number. */
    static byte[] packets(int first, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count * 188);
        for (int number = first; number < first + count; number++) {
            for (int i = 0; i < 47; i++) {
                bytes.putInt(number);
            }
        }
        return bytes.array();
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
