package io.ringcast.protocol.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

final class OpaqueParserTest {

    @Test
    void handsBytesOnAsTheyCome() {
        // given
        RecordingSink sink = new RecordingSink();
        ByteBuf bytes = Unpooled.wrappedBuffer(new byte[] {1, 2, 3});

        // when
        try (UnitParser parser = UnitParsers.forFormat(Format.OPAQUE, UnpooledByteBufAllocator.DEFAULT)) {
            parser.parse(bytes, sink);
            parser.parse(Unpooled.EMPTY_BUFFER, sink);
            parser.end(sink);
        }

        // then
        assertThat(sink.units()).containsExactly(1, 2, 3);
        assertThat(sink.runs).containsExactly(3);
        assertThat(bytes.isReadable()).isFalse();
    }

    @Test
    void refusesAFormatWhoseUnitsItCannotCut() {
        Format format = new Format("flv", "video/x-flv", 1, true);

        assertThatThrownBy(() -> UnitParsers.forFormat(format, UnpooledByteBufAllocator.DEFAULT))
                .hasMessage("format: flv (expected: one of this package, or a format that may be cut at any byte)");
    }
}
