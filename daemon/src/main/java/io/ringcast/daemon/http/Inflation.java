package io.ringcast.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes {@code gzip} (RFC 1952) or {@code deflate} (RFC 1950, or bare RFC 1951 as some servers mean it), at most {@value #PART_BYTES} bytes
 * at a time however much its input expands to. Input may be split anywhere.
 */
final class Inflation implements AutoCloseable {

    static final int PART_BYTES = 32 << 10;

    private static final byte[] NOTHING = {};
    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;
    private static final int METHOD_DEFLATE = 8;
    private static final int FLAG_HEADER_CRC = 1 << 1;
    private static final int FLAG_EXTRA = 1 << 2;
    private static final int FLAG_NAME = 1 << 3;
    private static final int FLAG_COMMENT = 1 << 4;
    private static final int TRAILER_BYTES = 8;

    private enum Step {
        // RFC 1952, 2.3: member header
        MAGIC_1,
        MAGIC_2,
        METHOD,
        FLAGS,
        TIME_AND_SYSTEM,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CRC,
        // RFC 1950, 2.2: CMF and FLG
        DEFLATE_HEADER,
        DATA,
        TRAILER,
        DONE
    }

    private final boolean gzip;
    private final CRC32 crc = new CRC32();
    private Inflater inflater;
    private Step step;
    private int flags;
    private int counted;
    private long number;
    private int deflateFirst = -1;
    private byte[] ahead = NOTHING;
    private boolean outputWaits;
    private boolean anyMember;

    private Inflation(boolean gzip) {
        this.gzip = gzip;
        this.inflater = new Inflater(gzip);
        this.step = gzip ? Step.MAGIC_1 : Step.DEFLATE_HEADER;
    }

    static Inflation gzip() {
        return new Inflation(true);
    }

    static Inflation deflate() {
        return new Inflation(false);
    }

    /** Whether the coded data may end here. */
    boolean isComplete() {
        return step == Step.DONE || (step == Step.MAGIC_1 && anyMember);
    }

    /** Whether {@link #next} may return more without more input. */
    boolean outputWaits() {
        return outputWaits || ahead.length > 0;
    }

    /**
     * Consumes some of {@code in} and returns what it expands to, an empty buffer when it needs more input; the caller owns what is
     * returned.
     */
    ByteBuf next(ByteBuf in, ByteBufAllocator allocator) throws DataFormatException {
        ByteBuf out = allocator.buffer(PART_BYTES, PART_BYTES);
        try {
            while (!out.isReadable() && (in.isReadable() || outputWaits())) {
                if (step == Step.DATA) {
                    inflate(in, out);
                } else if (step == Step.DONE) {
                    in.skipBytes(in.readableBytes());
                } else {
                    header(in.readUnsignedByte());
                }
            }
            return out;
        } catch (DataFormatException | RuntimeException e) {
            out.release();
            throw e;
        }
    }

    @Override
    public void close() {
        inflater.end();
    }

    private void inflate(ByteBuf in, ByteBuf out) throws DataFormatException {
        ByteBuffer target = out.nioBuffer(out.writerIndex(), out.writableBytes());
        int count;
        if (ahead.length > 0) {
            inflater.setInput(ahead);
            count = inflater.inflate(target);
            ahead = Arrays.copyOfRange(ahead, ahead.length - inflater.getRemaining(), ahead.length);
        } else {
            inflater.setInput(in.nioBuffer());
            count = inflater.inflate(target);
            in.skipBytes(in.readableBytes() - inflater.getRemaining());
        }
        outputWaits = !target.hasRemaining();
        out.writerIndex(out.writerIndex() + count);
        if (gzip && count > 0) {
            crc.update(target.flip());
        }
        if (inflater.needsDictionary()) {
            throw new DataFormatException("a preset dictionary is asked for");
        }
        if (inflater.finished()) {
            outputWaits = false;
            enter(gzip ? Step.TRAILER : Step.DONE);
        }
    }

    private void header(int b) throws DataFormatException {
        switch (step) {
            case MAGIC_1 -> magic(b);
            case MAGIC_2 -> expect(b == GZIP_MAGIC_2, Step.METHOD);
            case METHOD -> expect(b == METHOD_DEFLATE, Step.FLAGS);
            case FLAGS -> {
                flags = b;
                enter(Step.TIME_AND_SYSTEM);
            }
            case TIME_AND_SYSTEM -> {
                if (++counted == 6) {
                    enter((flags & FLAG_EXTRA) != 0 ? Step.EXTRA_LENGTH : afterExtra());
                }
            }
            case EXTRA_LENGTH -> {
                number |= (long) b << (8 * counted);
                if (++counted == 2) {
                    long length = number;
                    enter(length == 0 ? afterExtra() : Step.EXTRA);
                    number = length;
                }
            }
            case EXTRA -> {
                if (--number == 0) {
                    enter(afterExtra());
                }
            }
            case NAME -> {
                if (b == 0) {
                    enter(afterName());
                }
            }
            case COMMENT -> {
                if (b == 0) {
                    enter(afterComment());
                }
            }
            case HEADER_CRC -> {
                if (++counted == 2) {
                    enter(Step.DATA);
                }
            }
            case TRAILER -> trailer(b);
            case DEFLATE_HEADER -> deflateHeader(b);
            case DATA, DONE -> throw new IllegalStateException("step: " + step);
        }
    }

    private void magic(int b) throws DataFormatException {
        if (b == GZIP_MAGIC_1) {
            enter(Step.MAGIC_2);
        } else if (anyMember) {
            // Zeros or other padding behind the last member.
            enter(Step.DONE);
        } else {
            throw new DataFormatException("it does not begin like gzip");
        }
    }

    // RFC 1950, 2.2: CM is 8, and CMF * 256 + FLG is a multiple of 31. Anything else is taken as bare deflate.
    private void deflateHeader(int b) {
        if (deflateFirst < 0) {
            deflateFirst = b;
            return;
        }
        boolean zlib = (deflateFirst & 0x0f) == METHOD_DEFLATE && (deflateFirst << 8 | b) % 31 == 0;
        if (!zlib) {
            inflater.end();
            inflater = new Inflater(true);
        }
        ahead = new byte[] {(byte) deflateFirst, (byte) b};
        enter(Step.DATA);
    }

    // RFC 1952, 2.3.1: CRC32 and ISIZE, least significant byte first.
    private void trailer(int b) throws DataFormatException {
        number |= (long) b << (8 * (counted % 4));
        counted++;
        if (counted == 4 && number != crc.getValue()) {
            throw new DataFormatException("its checksum is wrong");
        }
        if (counted == 4) {
            number = 0;
        }
        if (counted == TRAILER_BYTES) {
            if (number != (inflater.getBytesWritten() & 0xffff_ffffL)) {
                throw new DataFormatException("its length is wrong");
            }
            anyMember = true;
            inflater.reset();
            crc.reset();
            enter(Step.MAGIC_1);
        }
    }

    private Step afterExtra() {
        return (flags & FLAG_NAME) != 0 ? Step.NAME : afterName();
    }

    private Step afterName() {
        return (flags & FLAG_COMMENT) != 0 ? Step.COMMENT : afterComment();
    }

    private Step afterComment() {
        return (flags & FLAG_HEADER_CRC) != 0 ? Step.HEADER_CRC : Step.DATA;
    }

    private void expect(boolean condition, Step next) throws DataFormatException {
        if (!condition) {
            throw new DataFormatException("it does not begin like gzip");
        }
        enter(next);
    }

    private void enter(Step next) {
        step = next;
        counted = 0;
        number = 0;
    }
}
