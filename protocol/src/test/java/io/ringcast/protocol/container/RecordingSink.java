package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a parser says, each thing with the offset at which it was said. */
final class RecordingSink implements UnitSink {

    record Clock(long offset, long ticks, boolean discontinuity) {}

    record Join(long offset, List<Byte> preamble) {}

    final List<Clock> clocks = new ArrayList<>();
    final List<Join> joins = new ArrayList<>();
    final List<Integer> runs = new ArrayList<>();
    final List<Integer> parts = new ArrayList<>();
    final List<String> remarks = new ArrayList<>();
    final List<String> beginningOnly = new ArrayList<>();
    final List<ByteBuf> buffers = new ArrayList<>();
    private final ByteArrayOutputStream units = new ByteArrayOutputStream();
    int garbage;

    byte[] units() {
        return units.toByteArray();
    }

    List<Long> joinOffsets() {
        return joins.stream().map(Join::offset).toList();
    }

    @Override
    public void onUnits(ByteBuf bytes) {
        runs.add(bytes.readableBytes());
        buffers.add(bytes);
        units.writeBytes(ByteBufUtil.getBytes(bytes));
    }

    @Override
    public void onPart(ByteBuf part) {
        parts.add(part.readableBytes());
        units.writeBytes(ByteBufUtil.getBytes(part));
    }

    @Override
    public void onRemark(String remark) {
        remarks.add(remark);
    }

    @Override
    public void onBeginningOnly(String why) {
        beginningOnly.add(why);
    }

    @Override
    public void onClock(long ticks, boolean discontinuity) {
        clocks.add(new Clock(units.size(), ticks, discontinuity));
    }

    @Override
    public void onJoinPoint(byte[] preamble) {
        joins.add(new Join(units.size(), boxed(preamble)));
    }

    @Override
    public void onGarbage(int bytes) {
        garbage += bytes;
    }

    static List<Byte> boxed(byte[] bytes) {
        List<Byte> boxed = new ArrayList<>();
        for (byte b : bytes) {
            boxed.add(b);
        }
        return boxed;
    }
}
