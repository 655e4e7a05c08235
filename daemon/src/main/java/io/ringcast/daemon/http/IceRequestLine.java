package io.ringcast.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Turns {@code SOURCE /mount ICE/1.0}, as old source clients of Icecast begin, into the same with {@code HTTP/1.0}, and leaves the pipeline
 * after the first request line.
 */
final class IceRequestLine extends ByteToMessageDecoder {

    private static final byte[] SOURCE = "SOURCE ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ICE = " ICE/1.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP = " HTTP/1.0".getBytes(StandardCharsets.US_ASCII);

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!startsWith(in, in.readerIndex(), SOURCE)) {
            ctx.pipeline().remove(this);
            return;
        }
        int end = in.bytesBefore((byte) '\n');
        if (end < 0 && in.readableBytes() <= HttpServerSettings.MAX_REQUEST_LINE_BYTES) {
            return;
        }
        int line = in.readerIndex() + Math.max(end, 0);
        boolean carriageReturn = line > in.readerIndex() && in.getByte(line - 1) == '\r';
        // " ICE/1.0" and " ICE/1.1" are as long.
        int version = line - (carriageReturn ? 1 : 0) - (ICE.length + 1);
        if (version > in.readerIndex() && startsWith(in, version, ICE)) {
            out.add(in.readRetainedSlice(version - in.readerIndex()));
            in.skipBytes(ICE.length + 1);
            out.add(Unpooled.wrappedBuffer(HTTP));
        }
        ctx.pipeline().remove(this);
    }

    /** Whether what there is from {@code index} on begins like {@code expected}, or is the beginning of it. */
    private static boolean startsWith(ByteBuf in, int index, byte[] expected) {
        int known = Math.min(expected.length, in.writerIndex() - index);
        for (int i = 0; i < known; i++) {
            if (in.getByte(index + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
