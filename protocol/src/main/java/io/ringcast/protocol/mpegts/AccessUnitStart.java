package io.ringcast.protocol.mpegts;

/** What the first bytes of an access unit of video show of its worth as a join point. */
public enum AccessUnitStart {

    /** Nothing that decides: neither a parameter set nor a picture is in sight, or the codec is not looked into. */
    UNKNOWN,

    /** A picture that needs others before it. */
    OTHER,

    /** A decoder can start here: the parameter sets (for MPEG-2 the sequence header) come with it. */
    KEYFRAME,

    /** A decoder can start here if it has the parameter sets, which do not come with it. */
    BARE_KEYFRAME
}
