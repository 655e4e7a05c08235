package io.ringcast.daemon.config;

/** By which clock a download faster than real time is released into the ring. */
public sealed interface PaceSpec {

    /** What a text should look like. */
    String EXPECTATION = "auto, off, or a bit rate such as \"4Mbit/s\"";

    /** By its media clock, where it has one. */
    record Auto() implements PaceSpec {
        @Override
        public String toString() {
            return "auto";
        }
    }

    /** By none: as fast as it comes. */
    record Off() implements PaceSpec {
        @Override
        public String toString() {
            return "off";
        }
    }

    /** At a constant rate. */
    record Fixed(long bitsPerSecond) implements PaceSpec {
        public Fixed {
            if (bitsPerSecond <= 0) {
                throw new IllegalArgumentException("bitsPerSecond: " + bitsPerSecond + " (expected: > 0)");
            }
        }

        @Override
        public String toString() {
            return new BitRate(bitsPerSecond).toString();
        }
    }

    /**
     * Reads {@code auto}, {@code off} or {@code 4Mbit/s}.
     *
     * @throws InvalidValueException when {@code text} is none of them
     */
    static PaceSpec parse(String text) {
        if (text.equals("auto")) {
            return new Auto();
        }
        if (text.equals("off")) {
            return new Off();
        }
        long bitsPerSecond = BitRate.BITS.means(text) ? BitRate.parse(text).bitsPerSecond() : 0;
        if (bitsPerSecond == 0) {
            throw new InvalidValueException(text, EXPECTATION);
        }
        return new Fixed(bitsPerSecond);
    }
}
