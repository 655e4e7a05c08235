package io.ringcast.daemon.fanout;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the bytes of a listener reached its peer, up to one moment.
 *
 * @param stalled for how long the kernel had taken nothing although bytes waited, zero when it flowed
 * @param bytesPerSecond that the kernel took in the last seconds; empty in the first one
 * @param sourceBytesPerSecond that the source brought in the last seconds; empty as before
 * @param lagMinute the largest lag in each of the last sixteen times 3.75 s, oldest first; shorter in the first minute
 * @param tcp what the kernel says of the connection; empty where the transport does not tell or was not asked in time
 */
public record Delivery(
        Duration stalled,
        OptionalLong bytesPerSecond,
        OptionalLong sourceBytesPerSecond,
        Lags lagMinute,
        Optional<TcpSample> tcp) {

    /** Nothing is known. */
    public static final Delivery UNKNOWN = new Delivery(
            Duration.ZERO, OptionalLong.empty(), OptionalLong.empty(), new Lags(new int[0]), Optional.empty());

    /** Lags in milliseconds, oldest first: an array, because ten thousand records are kept. Immutable. */
    public static final class Lags {

        private final int[] millis;

        private Lags(int[] millis) {
            this.millis = millis;
        }

        /** {@code millis} are copied. */
        public static Lags of(int... millis) {
            return new Lags(millis.clone());
        }

        public int size() {
            return millis.length;
        }

        /** The largest lag of slot {@code index}, milliseconds; 0 is the oldest slot. */
        public int millis(int index) {
            return millis[index];
        }
    }
}
