package io.ringcast.protocol.api;

import java.util.Optional;

/**
 * Something that happened, as {@code GET /api/v1/events} tells it. What does not belong to an event is left out.
 *
 * @param id what a client sends as {@code Last-Event-ID} to go on behind it: the run of the daemon, and a number that rises by one
 * @param time when, ISO 8601 in UTC
 * @param event {@code source-state}, {@code input-failed}, {@code input-switched}, {@code input-standing-by}, {@code listener-ended},
 *     {@code listener-refused}, {@code control} (somebody asked for a change), {@code left-out} (more happened within a second than is
 *     told), {@code missed} (this client did not take events in time)
 * @param source name of the source, {@code ""} where it is not about one
 * @param detail one line for people; secrets masked
 * @param state word of the state that the source is in now
 * @param input index of the input, from 0
 * @param reason why: word of a closed list
 * @param output name of the output
 * @param listener number of the listener
 * @param remote address and port of its peer, or of who asked for a change
 * @param bytes that the kernel took for it
 * @param count how many events stand behind this one
 */
public record EventView(
        String id,
        String time,
        String event,
        String source,
        String detail,
        Optional<String> state,
        Optional<Integer> input,
        Optional<String> reason,
        Optional<String> output,
        Optional<Long> listener,
        Optional<String> remote,
        Optional<Long> bytes,
        Optional<Long> count) {}
