package io.ringcast.daemon.output.udp;

import io.netty.buffer.ByteBuf;
import io.ringcast.protocol.mpegts.TsClock;
import io.ringcast.protocol.rtp.RtpHeader;

/**
 * The RTP headers of one output (RFC 2250): numbers that count on, time stamps that are the program clock at 90 kHz, and a marker where
 * that clock jumps.
 */
final class RtpFraming {

    private static final long JUMP_TICKS = TsClock.FREQUENCY / 1000;

    private final long ssrc;

    private int sequence;
    private long offset = -1;

    RtpFraming(int firstSequence, long ssrc) {
        this.sequence = firstSequence;
        this.ssrc = ssrc;
    }

    /** Appends the next header. */
    void write(ByteBuf into, Outlet.Moment moment) {
        long now = TsClock.add(moment.clock(), -moment.ticks());
        boolean jumped = offset < 0 || Math.abs(TsClock.difference(now, offset)) > JUMP_TICKS;
        offset = now;
        // RFC 2250, 2: the marker is set whenever the time stamp is discontinuous.
        RtpHeader.write(into, RtpHeader.MPEG_TS, jumped, sequence++, moment.clock() / TsClock.TICKS_PER_STAMP, ssrc);
    }
}
