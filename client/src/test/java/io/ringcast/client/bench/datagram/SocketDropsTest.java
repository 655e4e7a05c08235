package io.ringcast.client.bench.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SocketDropsTest {

    /** The head of /proc/net/udp and three sockets, of which two are at port 1234. */
    private static final String TABLE = """
               sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
              391: 00000000:04D2 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 8421 2 0000000000000000 17
              391: 4D01EFEF:04D2 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 8422 2 0000000000000000 3
              402: 00000000:04D3 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 8423 2 0000000000000000 99
            """;

    @Test
    void addsUpTheSocketsAtAPort() {
        assertThat(SocketDrops.in(TABLE, 1234)).isEqualTo(20);
        assertThat(SocketDrops.in(TABLE, 4321)).isZero();
    }
}
