package io.ringcast.protocol.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions are announced in the scope of their groups. */
final class SapGroupsTest {

    @ParameterizedTest
    @CsvSource({
        "224.0.0.17,     224.0.0.255", // link
        "224.0.1.1,      224.2.127.254", // global
        "232.1.2.3,      224.2.127.254", // global, source-specific
        "238.255.255.1,  224.2.127.254",
        "239.255.0.1,    239.255.255.255", // local
        "239.252.1.1,    239.255.255.255", // into which the local scope grows
        "239.192.0.1,    239.195.255.255", // organisation
        "239.195.7.7,    239.195.255.255",
        "239.1.1.1,      239.195.255.255", // into which that of the organisation grows
        "239.251.1.1,    239.195.255.255",
        "ff02::1234,     ff02::2:7ffe",
        "ff15::77,       ff05::2:7ffe", // the flags are left out, the scope stays
        "ff3e::8000:1,   ff0e::2:7ffe",
    })
    void inTheScopeOfTheGroup(String group, String announced) throws Exception {
        assertThat(NetUtil.toAddressString(SapGroups.of(InetAddress.getByName(group))))
                .isEqualTo(announced);
    }

    @ParameterizedTest
    @CsvSource({"232.1.1.1, true", "ff3e::8000:1, true", "ff3e:1::1, false", "239.1.1.1, false", "ff15::77, false"})
    void knowsWhichGroupsNeedTheirSender(String group, boolean specific) throws Exception {
        assertThat(SapGroups.isSourceSpecific(InetAddress.getByName(group))).isEqualTo(specific);
    }

    @Test
    void needsAGroup() {
        assertThatThrownBy(() -> SapGroups.of(InetAddress.getByName("10.0.0.1")))
                .hasMessage("group: 10.0.0.1 (expected: a group)");
    }
}
