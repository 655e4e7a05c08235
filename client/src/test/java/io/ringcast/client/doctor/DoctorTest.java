package io.ringcast.client.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.client.ScriptedServer;
import io.ringcast.client.probe.ProbeTarget;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the doctor finds, on hosts that are made up and on connections that are real. */
@Timeout(60)
final class DoctorTest {

    @TempDir
    private Path root;

    @Test
    void aHostThatHidesEverythingIsNotCalledBad() throws Exception {
        List<Finding> found = doctor().host();

        assertThat(found)
                .extracting(Finding::verdict)
                .doesNotContain(Verdict.WARN, Verdict.BAD)
                .contains(Verdict.INFO);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void filesOfTheKernelThatGiveAllInOneReadAreWhole() {
        HostFiles kernel = new HostFiles(Path.of("/"));

        assertThat(kernel.text("proc/sys/kernel/ostype")).contains("Linux");
    }

    @ParameterizedTest
    @CsvSource({
        "1024, 4096, BAD, prlimit --pid $$",
        "1024, 1048576, BAD, ulimit -n 65536",
        "20000, 20000, WARN, prlimit --pid $$",
        "65536, 65536, OK, ''",
        "unlimited, unlimited, OK, ''",
    })
    void openFilesAreOneForEachListener(String soft, String hard, Verdict verdict, String remedy) throws Exception {
        file("proc/self/limits", """
                Limit                     Soft Limit           Hard Limit           Units
                Max cpu time              unlimited            unlimited            seconds
                Max open files            %-20s %-20s files
                """.formatted(soft, hard));

        Finding finding = host("open files");

        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.remedy()).startsWith(remedy);
    }

    @Test
    void aSmallBufferComesWithTheCommandThatMendsIt() throws Exception {
        file("proc/sys/net/core/rmem_max", "212992\n");
        file("proc/sys/net/core/somaxconn", "4096\n");
        file("proc/sys/net/ipv4/tcp_wmem", "4096\t16384\t65536\n");

        assertThat(host("net.core.rmem_max"))
                .isEqualTo(Finding.warn(
                        "net.core.rmem_max",
                        "212992: datagrams at a high rate are lost",
                        "4194304 or more",
                        "sysctl -w net.core.rmem_max=4194304"));
        assertThat(host("net.core.somaxconn")).isEqualTo(Finding.ok("net.core.somaxconn", "4096"));
        assertThat(host("net.ipv4.tcp_wmem").remedy()).isEqualTo("sysctl -w net.ipv4.tcp_wmem='4096 16384 4194304'");
    }

    @ParameterizedTest
    @CsvSource({
        "0::/a/b, sys/fs/cgroup/a, memory.max, 134217728, WARN, 128 MiB",
        "0::/a/b, sys/fs/cgroup/a, memory.max, max, OK, no limit",
        "'4:cpu,memory:/a', sys/fs/cgroup/memory, memory.limit_in_bytes, 1073741824, OK, 1024 MiB",
        "4:memory:/a, sys/fs/cgroup/memory/a, memory.limit_in_bytes, 9223372036854771712, OK, no limit",
    })
    void theLowestLimitOfAllGroupsAboveCounts(
            String group, String folder, String name, String limit, Verdict verdict, String found) throws Exception {
        file("proc/self/cgroup", group + "\n");
        file(folder + "/" + name, limit + "\n");

        Finding finding = host("memory of the control group");

        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.found()).startsWith(found);
    }

    @Test
    void aSmallMtuIsSaidOfInterfacesThatAreUp() throws Exception {
        iface("tun0", 1280, "0x1011");
        iface("eth0", 1500, "0x1003");
        iface("wg0", 1280, "0x1010");
        iface("lo", 1280, "0x9");

        List<Finding> found = doctor().host();

        assertThat(found)
                .filteredOn(each -> each.check().startsWith("mtu"))
                .extracting(each -> each.check() + " " + each.verdict())
                .containsExactly("mtu of eth0 OK", "mtu of tun0 WARN");
    }

    @Test
    void aFullTableOfTheFirewallIsAWarning() throws Exception {
        file("proc/sys/net/netfilter/nf_conntrack_max", "1000");
        file("proc/sys/net/netfilter/nf_conntrack_count", "900");

        assertThat(host("net.netfilter.nf_conntrack_max").remedy())
                .isEqualTo("sysctl -w net.netfilter.nf_conntrack_max=2000");
    }

    @Test
    void aClockThatSomebodySetsIsGood() throws Exception {
        file("run/systemd/timesync/synchronized", "");

        assertThat(host("clock").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void aPortThatSomethingElseHasIsAWarning() throws Exception {
        file("proc/net/tcp6", """
                  sl  local_address                         remote_address                        st
                   0: 00000000000000000000000000000000:1388 00000000000000000000000000000000:0000 0A 00000000
                   1: 00000000000000000000000000000000:1F40 00000000000000000000000000000001:1234 01 00000000
                """);

        assertThat(host("port 5000").remedy()).startsWith("ss -tlnp 'sport = :5000'");
        assertThat(host("port 8000")).isEqualTo(Finding.ok("port 8000", "free"));
    }

    @Test
    void aGroupWithoutARouteIsBad() throws Exception {
        iface("eth0", 1500, "0x1003");
        file("proc/net/route", """
                Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
                eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
                """);

        List<Finding> found = stream("udp://@239.1.1.1:1234");

        assertThat(found).singleElement().satisfies(only -> {
            assertThat(only.verdict()).isEqualTo(Verdict.BAD);
            assertThat(only.remedy()).startsWith("ip route add 224.0.0.0/4 dev eth0");
        });
    }

    @Test
    void theLongestRouteLeadsAGroupAndStrictFiltersAreSaid() throws Exception {
        iface("eth0", 1500, "0x1003");
        iface("eth1", 1500, "0x1003");
        file("proc/net/route", """
                Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT
                eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
                eth1\t000000E0\t00000000\t0001\t0\t0\t0\t000000F0\t0\t0\t0
                """);
        file("proc/net/igmp", """
                Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter
                1\teth0      :     1      V3
                \t\t\t\t010000E0     1 0:00000000\t\t0
                2\teth1      :     1      V3
                \t\t\t\t010101EF     1 0:00000000\t\t0
                """);
        file("proc/sys/net/ipv4/conf/eth1/rp_filter", "0");
        file("proc/sys/net/ipv4/conf/all/rp_filter", "1");
        file("proc/sys/net/ipv4/conf/eth1/force_igmp_version", "2");

        List<Finding> found = stream("udp://10.0.0.1@239.1.1.1:1234");

        assertThat(found)
                .extracting(each -> each.check() + ": " + each.verdict() + " " + each.remedy())
                .containsExactly(
                        "route to 239.1.1.1: OK ",
                        "membership of 239.1.1.1: OK ",
                        "net.ipv4.conf.eth1.rp_filter: WARN sysctl -w net.ipv4.conf.eth1.rp_filter=2",
                        "net.ipv4.conf.eth1.force_igmp_version: WARN sysctl -w net.ipv4.conf.eth1.force_igmp_version=0");
        assertThat(found.get(0).found()).isEqualTo("eth1");
        assertThat(stream("udp://@239.1.1.2:1234").get(1).verdict()).isEqualTo(Verdict.INFO);
    }

    @Test
    void groupsOfVersion6HaveTheirOwnTables() throws Exception {
        iface("eth0", 1500, "0x1003");
        file(
                "proc/net/ipv6_route",
                "ff000000000000000000000000000000 08 00000000000000000000000000000000 00"
                        + " 00000000000000000000000000000000 00000100 00000004 00000000 00000001     eth0\n");
        file("proc/net/igmp6", "4    eth0            ff150000000000000000000000000001     1 00000004 0\n");

        List<Finding> found = stream("rtp://@[ff15::1]:5004");

        assertThat(found).extracting(Finding::verdict).containsExactly(Verdict.OK, Verdict.OK);
    }

    @Test
    void anInterfaceThatIsDownOrNotThereIsBad() throws Exception {
        iface("eth0", 1500, "0x1002");

        assertThat(stream("udp://@239.1.1.1:1234?iface=eth0").get(0).remedy()).isEqualTo("ip link set eth0 up");
        assertThat(stream("udp://@239.1.1.1:1234?iface=eth9").get(0).found()).isEqualTo("no interface eth9");
    }

    @Test
    void aDownloadIsFollowedToItsFirstByte() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            if (ScriptedServer.requestHead(c).startsWith("GET /old ")) {
                ScriptedServer.send(c, "HTTP/1.1 302 Found", "Location: /new", "Content-Length: 0", "");
            } else {
                ScriptedServer.send(c, "HTTP/1.1 200 OK", "Content-Type: video/mp2t", "Content-Length: 1", "", "x");
            }
        })) {
            List<Finding> found = stream(server.http("/old").toString());

            assertThat(found)
                    .extracting(Finding::verdict)
                    .containsExactly(Verdict.OK, Verdict.OK, Verdict.INFO, Verdict.OK);
            assertThat(found.get(3).found()).startsWith("200, video/mp2t, first byte after ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404 Not Found, ringcast status lists the names",
        "503 Service Unavailable, ringcast status says why",
        "401 Unauthorized, it wants a name and a password",
    })
    void aRefusalIsBadAndItsRemedyFits(String status, String remedy) throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            ScriptedServer.requestHead(c);
            ScriptedServer.send(c, "HTTP/1.1 " + status, "Content-Length: 0", "");
        })) {
            List<Finding> found = stream(server.http("/x").toString().replace("http://", "http://me:sesame@"));

            Finding last = found.get(found.size() - 1);
            assertThat(last.verdict()).isEqualTo(Verdict.BAD);
            assertThat(last.remedy()).startsWith(remedy);
            assertThat(found.toString()).doesNotContain("sesame");
        }
    }

    @Test
    void aLoopOfRedirectsEnds() throws Exception {
        try (ScriptedServer server = new ScriptedServer(c -> {
            ScriptedServer.requestHead(c);
            ScriptedServer.send(c, "HTTP/1.1 302 Found", "Location: /again", "Content-Length: 0", "");
        })) {
            List<Finding> found = stream(server.http("/again").toString());

            assertThat(found.get(found.size() - 1).found()).isEqualTo("redirects more than 5 times");
        }
    }

    @Test
    void nobodyThereIsBad() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        List<Finding> found = stream("tcp://127.0.0.1:" + free);

        assertThat(found.get(1).verdict()).isEqualTo(Verdict.BAD);
        assertThat(found.get(1).remedy()).contains("ss -tln 'sport = :" + free + "'");
    }

    @Test
    void aPortThatSendsAndOneThatIsSilentAreToldApart() throws Exception {
        try (ScriptedServer sends = new ScriptedServer(c -> c.getOutputStream().write('x'));
                ScriptedServer silent =
                        new ScriptedServer(c -> c.getInputStream().read())) {
            Doctor hasty = new Doctor(root, Duration.ofMillis(300), "test");

            assertThat(stream(sends.tcp().toString()).get(2).verdict()).isEqualTo(Verdict.OK);
            assertThat(hasty.stream(ProbeTarget.parse(silent.tcp().toString()))
                            .get(2)
                            .verdict())
                    .isEqualTo(Verdict.WARN);
        }
    }

    private Doctor doctor() {
        return new Doctor(root, Duration.ofSeconds(20), "test");
    }

    private List<Finding> stream(String url) throws InterruptedException {
        return doctor().stream(ProbeTarget.parse(url));
    }

    private Finding host(String check) throws InterruptedException {
        return doctor().host().stream()
                .filter(each -> each.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private void iface(String name, int mtu, String flags) throws IOException {
        file("sys/class/net/" + name + "/mtu", mtu + "\n");
        file("sys/class/net/" + name + "/flags", flags + "\n");
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
