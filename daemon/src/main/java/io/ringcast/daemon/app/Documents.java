package io.ringcast.daemon.app;

import io.ringcast.daemon.metrics.MetricReference;

/** What the reference says beside configuration and command line, from those who know it. */
public final class Documents {

    private static final String STREAMS = """
            Every source is at `/NAME` on the HTTP port, and at `/NAME.EXT` for players that want to see an extension, whatever it is.
            Any other path is answered with 404 and the names that there are. In the query:

            | parameter | value | meaning |
            |---|---|---|
            | `from` | the words of `join` | where to start, in place of the source's `join` |
            | `policy` | `skip` or `drop` | what happens when this listener falls behind; what holds an input back is for the configuration to say |
            | `download` | a file name | the answer is an attachment of that name (`Content-Disposition`) |

            The `ETag` of an answer names the epoch, in which `Range` counts from its first byte. A range is served if `If-Range` has that
            `ETag`, or if its last position is 9007199254740991 or more (RFC 8673); any other `Range` gets the endless 200. A `HEAD` with a
            `Range` says what the ring holds.

            | status | when |
            |---|---|
            | 200 | endless, from the join point |
            | 206 | from the byte that was asked for on |
            | 400 | a `from`, `policy` or path that is none |
            | 404 | no such source |
            | 416 | the range has left the ring, or lies ahead of it; the text says what there is |
            | 503 | no bytes within `join-wait`, too little memory, too many connections, or the daemon stops; with `Retry-After` |

            With `fetch` in `[daemon]` there is `/fetch?url=URL&exp=SECONDS&sig=SIGNATURE` besides: what is at that URL, from its first byte to
            its last, signed by `ringcast sign`. `download` is as above.

            | status | when |
            |---|---|
            | 200 | its first byte is there; with the origin's type, and its length where it says one |
            | 403 | not signed, not any more, or not for this client; or a host that is not listed |
            | 502, 504 | the origin has nothing, with one word that says why; or nothing within 15 s |
            | 503 | as many are fetched as may be, or too little memory; with `Retry-After` |
            """;

    private Documents() {}

    /** The section on metrics as Markdown, without a title. */
    public static String metrics() {
        return MetricReference.markdown();
    }

    /** The section on what HTTP listeners can ask for as Markdown, without a title. */
    public static String streams() {
        return STREAMS;
    }
}
