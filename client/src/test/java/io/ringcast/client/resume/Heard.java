package io.ringcast.client.resume;

import io.ringcast.client.ListenPosition;
import io.ringcast.client.ListenWatch;
import io.ringcast.protocol.live.LivePlace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Keeps what a listener writes, and what it is told. Belongs to the thread that listens; {@link #size} may be asked by others. */
final class Heard extends OutputStream implements ListenWatch {

    final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile LivePlace place = new LivePlace("\"none yet\"", 0, 0);
    private volatile int size;
    private volatile boolean enough;
    private volatile String lastStream = "";

    /** Takes no more: whoever listens for it ends with the next byte. */
    void stop() {
        enough = true;
    }

    /** Bytes so far. */
    int size() {
        return size;
    }

    /** Authority of where the bytes come from now. */
    String stream() {
        return lastStream;
    }

    LivePlace place() {
        return place;
    }

    /** The bytes of the epoch, without what came before the first of them; for who has stopped. */
    byte[] counting() {
        byte[] all = bytes.toByteArray();
        return Arrays.copyOfRange(all, Math.toIntExact(place.preamble()), all.length);
    }

    /** Digest of {@code count} bytes from the one at {@code offset} of the epoch on. */
    String digest(long offset, int count) {
        byte[] all = bytes.toByteArray();
        int from = Math.toIntExact(offset - place.offset() + place.preamble());
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(all, from, count);
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Bytes of the epoch, without what came before the first of them. */
    int counted() {
        return size - Math.toIntExact(place.preamble());
    }

    @Override
    public void write(int b) {
        throw new UnsupportedOperationException("one at a time");
    }

    @Override
    public void write(byte[] more, int from, int count) throws IOException {
        if (enough) {
            throw new IOException("has heard enough");
        }
        bytes.write(more, from, count);
        size = bytes.size();
    }

    @Override
    public void onBegun(URI stream, Optional<LivePlace> at) {
        events.add("begun");
        place = at.orElseThrow();
        lastStream = stream.getAuthority();
    }

    @Override
    public void onCut(URI stream, String why, Duration wait) {
        events.add("cut");
    }

    @Override
    public void onResumed(URI stream, ListenPosition at) {
        events.add("resumed");
        lastStream = stream.getAuthority();
    }

    @Override
    public void onGap(String why) {
        events.add("gap: " + why);
    }
}
