package io.ringcast.daemon.source.http;

import io.ringcast.daemon.source.InputFailure;
import io.ringcast.daemon.source.InputFailure.Reason;
import io.ringcast.protocol.live.ViaChain;
import java.util.List;
import java.util.Optional;

/** Tells relays that are each other's input. */
final class Loops {

    private Loops() {}

    /** Why an answer must not be taken: its bytes come from {@code daemon} itself. */
    static Optional<InputFailure> in(Answer answer, String daemon) {
        List<String> via = answer.via();
        if (!via.contains(daemon) && via.size() < ViaChain.MAX_NAMES) {
            return Optional.empty();
        }
        return Optional.of(InputFailure.lasting(
                Reason.LOOP,
                "its bytes come from this daemon itself, through " + via.size() + " relays: " + String.join(", ", via)
                        + " (expected: an origin; two relays must not be each other's input)"));
    }
}
