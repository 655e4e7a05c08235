package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.util.function.LongConsumer;

/** The header of an EBML element, read where it lies: RFC 8794, 4 to 6. One is read again and again. */
final class Ebml {

    /** The most that an ID and a length have. */
    static final int MAX_HEADER = 12;

    /** Length of an element that goes on until another one ends it. */
    static final long UNKNOWN = -1;

    /** Answers of {@link #read}. */
    enum Answer {
        HEADER,
        NONE,
        MORE
    }

    private int id;
    private int headerSize;
    private long length;

    /** Reads the header at {@code index}, of which {@code readable} bytes are there. */
    Answer read(ByteBuf bytes, int index, int readable) {
        if (readable < 1) {
            return Answer.MORE;
        }
        int idSize = size(bytes.getUnsignedByte(index));
        if (idSize > 4) {
            return Answer.NONE;
        }
        if (readable < idSize + 1) {
            return Answer.MORE;
        }
        int lengthSize = size(bytes.getUnsignedByte(index + idSize));
        if (lengthSize > 8) {
            return Answer.NONE;
        }
        if (readable < idSize + lengthSize) {
            return Answer.MORE;
        }
        id = (int) unsigned(bytes, index, idSize);
        long ones = (1L << (7 * lengthSize)) - 1;
        long value = unsigned(bytes, index + idSize, lengthSize) & ones;
        length = value == ones ? UNKNOWN : value;
        headerSize = idSize + lengthSize;
        return Answer.HEADER;
    }

    /** With its marker, as standards write it. */
    int id() {
        return id;
    }

    int headerSize() {
        return headerSize;
    }

    /** Bytes behind the header, {@link #UNKNOWN} when it does not say. */
    long length() {
        return length;
    }

    /** An unsigned integer of {@code length} bytes, up to eight. */
    static long unsigned(ByteBuf bytes, int index, int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | bytes.getUnsignedByte(index + i);
        }
        return value;
    }

    /** Bytes of the number that begins with {@code first}; 9 when none does. */
    static int size(int first) {
        return Integer.numberOfLeadingZeros(first) - 23;
    }

    /** Tells {@code each} the index of every element from {@code from} to {@code to}, until one is not whole. */
    static void children(ByteBuf bytes, int from, int to, LongConsumer each) {
        Ebml element = new Ebml();
        int at = from;
        while (at < to && element.read(bytes, at, to - at) == Answer.HEADER) {
            if (element.length < 0 || element.length > to - at - element.headerSize) {
                return;
            }
            each.accept(at);
            at += element.headerSize + (int) element.length;
        }
    }
}
