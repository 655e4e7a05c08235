package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** Tells containers by the signature with which each of them begins. Stateless. */
final class ContainerSniffer {

    /** So many bytes tell what is in a container as well. */
    private static final int ENOUGH = 64;

    private static final int OGG = 0x4F67_6753; // OggS

    private ContainerSniffer() {}

    /**
     * The format; empty if it is another one, {@link Detection.NeedsMore} while it may still be one. Borrows {@code prefix}.
     *
     * @param last whether there will be no more bytes
     */
    static Optional<Detection> sniff(ByteBuf prefix, boolean last) {
        int at = prefix.readerIndex();
        int readable = prefix.readableBytes();
        if (readable < ENOUGH) {
            return last ? Optional.empty() : Optional.of(new Detection.NeedsMore());
        }
        return format(prefix, at, readable).map(Detection.Stream::new);
    }

    private static Optional<Format> format(ByteBuf prefix, int at, int readable) {
        int first = prefix.getInt(at);
        if (first == OGG && OggPage.mayBegin(prefix, at, readable)) {
            return Optional.of(ogg(prefix, at, readable));
        } else if (FlacFraming.mayBegin(prefix, at, readable)) {
            return Optional.of(Format.FLAC);
        } else if (WavFraming.mayBegin(prefix, at)) {
            return Optional.of(Format.WAV);
        }
        if (MatroskaFraming.mayBegin(prefix, at)) {
            return Optional.of(MatroskaFraming.formatOf(prefix, at, readable));
        } else if (FlvFraming.mayBegin(prefix, at)) {
            return Optional.of(Format.FLV);
        }
        return Mp4Framing.mayBegin(prefix, at) ? Optional.of(Format.MP4) : Optional.empty();
    }

    /** By the first packet of the first page. */
    private static Format ogg(ByteBuf prefix, int at, int readable) {
        int size = OggPage.size(prefix, at, readable);
        if (size == 0 || size > readable) {
            return Format.OGG;
        }
        OggPage page = new OggPage();
        page.read(prefix, at);
        return new OggStream(prefix, page.payload(), page.firstPacket()).isVideo() ? Format.OGG_VIDEO : Format.OGG;
    }
}
