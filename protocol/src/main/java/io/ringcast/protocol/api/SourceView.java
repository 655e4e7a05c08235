package io.ringcast.protocol.api;

import java.util.List;
import java.util.Optional;

/**
 * A source as the admin API shows it ({@code GET /api/v1/sources}).
 *
 * @param name name of the source
 * @param state one word: {@code idle}, {@code connecting}, {@code streaming}, {@code backing-off}, {@code ended}, {@code stopped}
 * @param detail one line for people: since when, why, what next; secrets masked
 * @param format short name of the format, {@code ""} before it is known
 * @param mediaType media type that listeners get, {@code ""} before it is known
 * @param title current title, {@code ""} when there is none
 * @param inputs inputs in order
 * @param outputs outputs in order
 * @param epoch id of the epoch, 16 hexadecimal digits
 * @param tail offset of the oldest byte held, relative to the epoch
 * @param head offset behind the newest published unit, relative to the epoch
 * @param ringBytes bytes of memory that the ring holds
 * @param ringSeconds age of the oldest byte held, seconds
 * @param ingestBytes bytes taken in since the daemon started
 * @param deliveredBytes bytes that the kernel took for listeners since the daemon started
 * @param listeners listeners connected now
 * @param remark what people should know of what plays, and what can be done; absent when there is nothing
 */
public record SourceView(
        String name,
        String state,
        String detail,
        String format,
        String mediaType,
        String title,
        List<InputView> inputs,
        List<OutputView> outputs,
        String epoch,
        long tail,
        long head,
        long ringBytes,
        double ringSeconds,
        long ingestBytes,
        long deliveredBytes,
        int listeners,
        Optional<String> remark) {

    public SourceView {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * An input of a source.
     *
     * @param index position in the order of priority, from 0
     * @param url where it reads from, secrets masked
     * @param active whether it feeds the ring
     * @param standby whether it is connected beside the active one and delivers
     * @param failures failed attempts since the daemon started
     * @param lastFailure the reason and the detail of the newest of them; {@code ""} when there was none
     */
    public record InputView(
            int index, String url, boolean active, boolean standby, long failures, String lastFailure) {}

    /**
     * An output of a source.
     *
     * @param name configured or default name
     * @param kind {@code tcp}, {@code http}, {@code udp}, {@code rtp}
     * @param url where it listens or sends to, secrets masked
     * @param up whether it works
     * @param listeners listeners connected to it now; nobody knows who receives datagrams
     * @param detail one line for people: what it does, or why it does not work; {@code ""} when there is nothing to say
     */
    public record OutputView(String name, String kind, String url, boolean up, int listeners, String detail) {}
}
