package io.ringcast.protocol.container;

/** Says, once for each beginning of a stream, that a decoder can start there and nowhere behind it; and to people only once. */
final class BeginningOnly {

    private boolean said;
    private boolean remarked;

    /** Another file begins. */
    void begin() {
        said = false;
    }

    /** Nobody can join what has begun; {@code why}, and what can be done, in a sentence. */
    void tell(String why, UnitSink sink) {
        if (said) {
            return;
        }
        said = true;
        if (!remarked) {
            remarked = true;
            sink.onRemark(why);
        }
        sink.onBeginningOnly(why);
    }
}
