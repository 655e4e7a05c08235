package io.ringcast.daemon.e2e;

import io.netty.buffer.Unpooled;
import io.ringcast.protocol.counter.CounterPacket;
import io.ringcast.protocol.counter.CounterReport;
import io.ringcast.protocol.counter.CounterVerifier;
import io.ringcast.protocol.counter.LatencyHistogram;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/** What somebody does with the bytes that he hears. Called by the thread of his {@link Hearer}; read when that has ended, or as said. */
interface Ear {

    void hear(byte[] bytes, int length);

    /** Forgets them. */
    static Ear deaf() {
        return (bytes, length) -> {};
    }

    /** The SHA-256 sum of all. */
    final class Digest implements Ear {

        private final MessageDigest digest = sha256();

        @Override
        public void hear(byte[] bytes, int length) {
            digest.update(bytes, 0, length);
        }

        String sum() {
            return HexFormat.of().formatHex(digest.digest());
        }

        static String of(byte[] content) {
            return HexFormat.of().formatHex(sha256().digest(content));
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Keeps them all; may be read while they come. */
    final class Memory implements Ear {

        private final ByteArrayOutputStream all = new ByteArrayOutputStream();

        @Override
        public void hear(byte[] bytes, int length) {
            all.write(bytes, 0, length);
        }

        byte[] all() {
            return all.toByteArray();
        }
    }

    /** Checks the counter signal; may be read while it comes. */
    final class Counter implements Ear {

        private final LatencyHistogram latencies = new LatencyHistogram();
        private final CounterVerifier verifier = new CounterVerifier(latencies, CounterPacket.micros(Instant.now()));

        @Override
        public synchronized void hear(byte[] bytes, int length) {
            verifier.verify(Unpooled.wrappedBuffer(bytes, 0, length), CounterPacket.micros(Instant.now()));
        }

        synchronized CounterReport report() {
            return verifier.report();
        }

        synchronized void addLatenciesTo(LatencyHistogram sum) {
            sum.add(latencies);
        }
    }
}
