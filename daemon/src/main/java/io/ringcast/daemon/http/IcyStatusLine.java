package io.ringcast.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Turns the {@code ICY 200 OK} of SHOUTcast servers into {@code HTTP/1.0 200 OK}, and leaves the pipeline after the first bytes. */
final class IcyStatusLine extends ByteToMessageDecoder {

    private static final byte[] ICY = "ICY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP = "HTTP/1.0 ".getBytes(StandardCharsets.US_ASCII);

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int known = Math.min(ICY.length, in.readableBytes());
        for (int i = 0; i < known; i++) {
            if (in.getByte(in.readerIndex() + i) != ICY[i]) {
                ctx.pipeline().remove(this);
                return;
            }
        }
        if (known == ICY.length) {
            in.skipBytes(ICY.length);
            out.add(Unpooled.wrappedBuffer(HTTP));
            ctx.pipeline().remove(this);
        }
    }
}
