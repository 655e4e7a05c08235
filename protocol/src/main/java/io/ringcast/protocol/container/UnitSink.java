package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;

/**
 * Takes what a {@link UnitParser} found, in stream order. What is said of the next unit ({@link #onClock}, {@link #onJoinPoint})
 * comes before the {@link #onUnits} call whose first unit it is about.
 */
public interface UnitSink {

    /**
     * Whole units, one or more. Borrows {@code units} for the call; reader index to writer index is the payload. Who needs the bytes longer
     * keeps a retained slice: nobody changes them after they were given.
     */
    void onUnits(ByteBuf units);

    /**
     * A part of a unit that is too large to be kept until it is whole; only of formats whose units differ in size. The unit ends with the
     * next {@link #onUnits}, or is broken off by whatever else comes after the last part. Borrows {@code part} as {@link #onUnits} does.
     */
    void onPart(ByteBuf part);

    /**
     * The next unit carries this media clock.
     *
     * @param ticks the clock in 27 MHz units (for MPEG-TS the PCR, 0 to 2^33 * 300 - 1, which wraps)
     * @param discontinuity whether the stream itself announces that the clock jumps here
     */
    void onClock(long ticks, boolean discontinuity);

    /**
     * A decoder can start at the next unit if it is given {@code preamble} first.
     *
     * @param preamble bytes before the join point, possibly empty; the callee may keep the array and nobody changes it
     */
    void onJoinPoint(byte[] preamble);

    /** Something that people should know of this stream, in one sentence, once. */
    void onRemark(String remark);

    /**
     * What has begun has no join point but its beginning, and will have none: whoever comes when that has gone can never start.
     *
     * @param why the reason and what can be done, in a sentence for people
     */
    default void onBeginningOnly(String why) {}

    /** {@code bytes} bytes were thrown away because they are not part of any unit (lost synchronisation). */
    void onGarbage(int bytes);
}
