package io.ringcast.daemon.http;

import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A name server of three names: {@code two.test} has two addresses, of which 127.0.0.2 comes first, {@code silent.test} is never answered,
 * and no other exists.
 */
final class TestNameServer implements AutoCloseable {

    private static final int HEADER_BYTES = 12;
    private static final int TYPE_A = 1;
    private static final int MAX_MESSAGE_BYTES = 512;

    private final DatagramSocket socket;

    TestNameServer() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(NetUtil.LOCALHOST4, 0));
        RawOrigin.start(this::serve, "name-server");
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        byte[] buffer = new byte[MAX_MESSAGE_BYTES];
        while (!socket.isClosed()) {
            try {
                DatagramPacket query = new DatagramPacket(buffer, buffer.length);
                socket.receive(query);
                answer(query);
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    // RFC 1035, 4.1: header, question, answers. What follows the question (EDNS) is left out of the answer.
    private void answer(DatagramPacket query) throws IOException {
        byte[] message = Arrays.copyOf(query.getData(), query.getLength());
        StringBuilder name = new StringBuilder();
        int at = HEADER_BYTES;
        for (; message[at] != 0; at += message[at] + 1) {
            name.append(new String(message, at + 1, message[at], StandardCharsets.US_ASCII))
                    .append('.');
        }
        int type = message[at + 2];
        int end = at + 5; // type and class, two bytes each
        if (name.toString().equals("silent.test.")) {
            return;
        }
        boolean known = name.toString().equals("two.test.");
        List<Integer> hosts = known && type == TYPE_A ? List.of(2, 1) : List.of();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(message, 0, 2);
        out.writeShort(known ? 0x8180 : 0x8183);
        out.writeShort(1);
        out.writeShort(hosts.size());
        out.writeInt(0);
        out.write(message, HEADER_BYTES, end - HEADER_BYTES);
        for (int host : hosts) {
            out.writeShort(0xc000 | HEADER_BYTES);
            out.writeShort(TYPE_A);
            out.writeShort(1);
            out.writeInt(60);
            out.writeShort(4);
            out.write(new byte[] {127, 0, 0, (byte) host});
        }
        socket.send(new DatagramPacket(bytes.toByteArray(), bytes.size(), query.getSocketAddress()));
    }
}
