package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** Tells from first bytes, which may begin anywhere, whether they are frames of compressed audio without a container. Stateless. */
final class AudioSniffer {

    /** Of so many bytes every frame with two more behind it is found. */
    static final int ENOUGH = 32 * 1024;

    /** A tag with a picture may come before the first frame; what is behind a larger one is taken for MP3. */
    static final int MAX_TAG = 512 * 1024;

    private AudioSniffer() {}

    /**
     * The format; empty if it is another one, {@link Detection.NeedsMore} while it may still be one. Borrows {@code prefix}.
     *
     * @param last whether there will be no more bytes
     */
    static Optional<Detection> sniff(ByteBuf prefix, boolean last) {
        int from = prefix.readerIndex();
        int readable = prefix.readableBytes();
        long tag = readable >= AudioTag.HEADER_SIZE ? AudioTag.length(prefix, from, readable) : AudioTag.NONE;
        if (tag > MAX_TAG || (tag > 0 && last && tag >= readable)) {
            return Optional.of(new Detection.Stream(Format.MP3));
        }
        if (tag > 0 && tag >= readable) {
            return Optional.of(new Detection.NeedsMore());
        }
        if (tag > 0 && FlacFraming.mayBegin(prefix, from + (int) tag, readable - (int) tag)) {
            return Optional.of(new Detection.Stream(Format.FLAC));
        }
        Optional<Detection> found = frames(prefix, from + (int) tag, readable - (int) tag, last);
        return found.isEmpty() && tag > 0 ? Optional.of(new Detection.Stream(Format.MP3)) : found;
    }

    private static Optional<Detection> frames(ByteBuf prefix, int from, int count, boolean last) {
        boolean open = false;
        int looked = Math.min(count, ENOUGH);
        for (AudioFrame frame : new AudioFrame[] {new MpegAudioFrame(), new AdtsFrame(), new Ac3Frame()}) {
            for (int at = 0; at < looked; at++) {
                int chained = AudioFraming.chain(frame, prefix, from + at, looked - at, last && looked == count);
                if (chained == AudioFraming.CHAIN) {
                    frame.read(prefix, from + at);
                    return Optional.of(new Detection.Stream(frame.format()));
                }
                // Less than a header left, which may be anything, is no reason to wait.
                open |= chained > 0 && looked - at >= frame.headerSize();
            }
        }
        return open && looked < ENOUGH ? Optional.of(new Detection.NeedsMore()) : Optional.empty();
    }
}
