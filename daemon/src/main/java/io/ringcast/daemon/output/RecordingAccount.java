package io.ringcast.daemon.output;

import io.ringcast.daemon.fanout.OutputAccount;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What an output that records has done so far: the figures behind its metrics. Thread-safe. */
public final class RecordingAccount {

    /** Why a file could not be opened, written or finished. */
    public enum Failure {
        /** ENOSPC, EDQUOT: the file system is full, or fuller than {@code min-free} allows. */
        FULL("full"),
        /** EROFS. */
        READ_ONLY("read-only"),
        /** EACCES, EPERM. */
        DENIED("denied"),
        /** The directory, or the file that was being written, is gone. */
        MISSING("missing"),
        /** The file system has not answered yet. */
        UNANSWERED("unanswered"),
        /** Another error. */
        OTHER("other");

        private final String word;

        Failure(String word) {
            this.word = word;
        }

        /** For labels. */
        public String word() {
            return word;
        }
    }

    private final OutputAccount output;
    private final LongAdder finished = new LongAdder();
    private final LongAdder deleted = new LongAdder();
    private final Map<Failure, LongAdder> failures = new EnumMap<>(Failure.class);

    /** @param output the names of the output */
    public RecordingAccount(OutputAccount output) {
        this.output = output;
        for (Failure reason : Failure.values()) {
            failures.put(reason, new LongAdder());
        }
    }

    /** The names of the output. */
    public OutputAccount output() {
        return output;
    }

    /** A file is whole and has its name. */
    public void finished() {
        finished.increment();
    }

    /** An old recording was deleted. */
    public void deleted() {
        deleted.increment();
    }

    /** Recording stopped. */
    public void failed(Failure reason) {
        of(reason).increment();
    }

    /** Files that are whole. */
    public long finishedFiles() {
        return finished.sum();
    }

    /** Old recordings that were deleted. */
    public long deletedFiles() {
        return deleted.sum();
    }

    /** How often recording stopped. */
    public long failures(Failure reason) {
        return of(reason).sum();
    }

    private LongAdder of(Failure reason) {
        LongAdder adder = failures.get(reason);
        if (adder == null) {
            throw new IllegalStateException(reason + ": not counted (expected: every reason)");
        }
        return adder;
    }
}
