package io.ringcast.daemon.output.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.ringcast.protocol.announce.DnsMessage;
import io.ringcast.protocol.announce.DnsMessage.Question;
import io.ringcast.protocol.announce.DnsName;
import io.ringcast.protocol.announce.DnsRecord;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Multicast DNS, on a clock that is moved by hand. */
final class ResponderTest implements Responder.Outlet {

    private static final DnsName HOST = DnsName.of("box-ringcast", "local");
    private static final DnsName NEWS = Zone.HTTP.prefixed("News");
    private static final InetSocketAddress PEER = peer(Responder.PORT);
    private static final int ENOUGH_FOR_PROBES = 1_100;

    private final EmbeddedChannel time = new EmbeddedChannel();
    private final List<DnsMessage> said = new ArrayList<>();
    private final List<DnsMessage> answered = new ArrayList<>();
    private final List<DnsName> announced = new ArrayList<>();
    private final List<String> renamed = new ArrayList<>();

    @BeforeEach
    void freeze() {
        time.freezeTime();
    }

    @AfterEach
    void close() {
        time.finishAndReleaseAll();
    }

    @Test
    void asksThreeTimesThenAnnouncesTwice() {
        Responder responder = responder(new Offer("News", "/news"));

        responder.start();
        pass(ENOUGH_FOR_PROBES);
        List<DnsMessage> first = drain();
        pass(1_000);

        assertThat(first).hasSize(4);
        assertThat(first.subList(0, 3)).allSatisfy(probe -> {
            assertThat(probe.response()).isFalse();
            assertThat(probe.questions())
                    .containsExactly(new Question(HOST, DnsRecord.ANY, true), new Question(NEWS, DnsRecord.ANY, true));
            assertThat(probe.authorities()).contains(service(NEWS, 8000), address("10.0.0.1"));
        });
        assertThat(first.get(3).answers())
                .contains(
                        address("10.0.0.1"),
                        DnsRecord.pointer(Zone.HTTP, NEWS),
                        service(NEWS, 8000),
                        DnsRecord.text(NEWS, List.of("path=/news")),
                        DnsRecord.pointer(DnsName.of("_services", "_dns-sd", "_udp", "local"), Zone.HTTP));
        assertThat(drain()).containsExactly(first.get(3));
        assertThat(announced).containsExactly(NEWS);
    }

    @Test
    void answersWhatServicesThereAreWithAllThatIsNeeded() {
        Responder responder = settled(new Offer("News", "/news"));

        responder.onMessage(query(Zone.HTTP, DnsRecord.PTR), PEER);
        assertThat(drain()).isEmpty();
        pass(120);

        List<DnsMessage> answers = drain();
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).answers()).containsExactly(DnsRecord.pointer(Zone.HTTP, NEWS));
        assertThat(answers.get(0).additionals())
                .containsExactlyInAnyOrder(
                        service(NEWS, 8000), DnsRecord.text(NEWS, List.of("path=/news")), address("10.0.0.1"));
    }

    @Test
    void saysNothingToWhoKnows() {
        Responder responder = settled(new Offer("News", "/news"));
        DnsRecord known = DnsRecord.pointer(Zone.HTTP, NEWS);
        Question question = new Question(Zone.HTTP, DnsRecord.PTR, false);

        responder.onMessage(
                new DnsMessage(0, false, false, List.of(question), List.of(known), List.of(), List.of()), PEER);
        pass(200);

        assertThat(drain()).isEmpty();
    }

    @Test
    void saysARecordOnceASecondHoweverManyAsk() {
        Responder responder = settled(new Offer("News", "/news"));

        for (int i = 0; i < 1_000; i++) {
            responder.onMessage(query(NEWS, DnsRecord.SRV), PEER);
            pass(1);
        }

        assertThat(drain()).hasSize(1);
        pass(1_000);
        responder.onMessage(query(NEWS, DnsRecord.SRV), PEER);
        pass(1);
        assertThat(drain()).hasSize(1);
    }

    @Test
    void saysThatThereIsNoOtherAddress() {
        Responder responder = settled(new Offer("News", "/news"));

        responder.onMessage(query(HOST, DnsRecord.AAAA), PEER);
        pass(1);

        assertThat(drain())
                .singleElement()
                .satisfies(answer ->
                        assertThat(answer.answers()).containsExactly(DnsRecord.onlyTypes(HOST, List.of(DnsRecord.A))));
    }

    @Test
    void answersAPlainQuestionToWhoAsked() {
        Responder responder = settled(new Offer("News", "/news"));
        InetSocketAddress resolver = peer(40_000);

        responder.onMessage(query(Zone.HTTP, DnsRecord.PTR), resolver);
        pass(200);

        assertThat(drain()).isEmpty();
        assertThat(answered).singleElement().satisfies(answer -> {
            assertThat(answer.answers().get(0).ttl()).isLessThanOrEqualTo(10);
            assertThat(answer.questions()).hasSize(1);
        });
    }

    @Test
    void takesAnotherNameWhenSomebodyHasIt() {
        Responder responder = responder(new Offer("News", "/news"));
        responder.start();
        pass(600);
        drain();

        responder.onMessage(DnsMessage.response(List.of(service(NEWS, 9)), List.of()), PEER);
        pass(ENOUGH_FOR_PROBES);

        DnsName second = Zone.HTTP.prefixed("News (2)");
        assertThat(renamed).containsExactly("News -> News (2)");
        assertThat(drain().get(3).answers())
                .contains(service(second, 8000), DnsRecord.pointer(Zone.HTTP, second))
                .doesNotContain(service(NEWS, 8000));
    }

    @Test
    void keepsItsNameWhenOnlyTheOtherClaimsIt() {
        Responder responder = responder(new Offer("News", "/news"));
        responder.start();
        pass(600);
        drain();

        // Only the port differs, and that of the other is lower: he gives way.
        responder.onMessage(claim(service(NEWS, 7_000), DnsRecord.text(NEWS, List.of("path=/news"))), PEER);
        pass(ENOUGH_FOR_PROBES);

        assertThat(announced).containsExactly(NEWS);
        assertThat(renamed).isEmpty();
    }

    @Test
    void givesWayToAStrongerClaimAndAsksAgain() {
        Responder responder = responder(new Offer("News", "/news"));
        responder.start();
        pass(600);
        drain();

        responder.onMessage(claim(service(NEWS, 9_000), DnsRecord.text(NEWS, List.of("path=/news"))), PEER);
        pass(900);

        assertThat(drain()).isEmpty();
        pass(ENOUGH_FOR_PROBES);
        assertThat(announced).containsExactly(NEWS);
    }

    @Test
    void asksAgainWhenSomebodySaysOtherwiseLater() {
        Responder responder = settled(new Offer("News", "/news"));

        responder.onMessage(DnsMessage.response(List.of(service(NEWS, 9)), List.of()), PEER);
        pass(600);
        List<DnsMessage> probes = drain();
        responder.onMessage(DnsMessage.response(List.of(service(NEWS, 9)), List.of()), PEER);
        pass(ENOUGH_FOR_PROBES);

        assertThat(probes).isNotEmpty().noneMatch(DnsMessage::response);
        assertThat(renamed).containsExactly("News -> News (2)");
    }

    @Test
    void takesMoreTimeWhenSomebodyHasEveryName() {
        Responder responder = responder(new Offer("News", "/news"));
        responder.start();

        for (int number = 1; number <= 40; number++) {
            pass(300);
            drain().stream()
                    .flatMap(probe -> probe.questions().stream())
                    .filter(question -> question.name().parent().equals(Zone.HTTP))
                    .findFirst()
                    .ifPresent(question -> responder.onMessage(
                            DnsMessage.response(List.of(service(question.name(), 9)), List.of()), PEER));
        }

        assertThat(renamed).hasSizeBetween(16, 18);
    }

    @Test
    void hearsItselfWithoutTakingItForAnother() {
        Responder responder = settled(new Offer("News", "/news"));

        responder.onMessage(DnsMessage.response(List.of(service(NEWS, 8000), address("10.0.0.1")), List.of()), PEER);
        pass(ENOUGH_FOR_PROBES);

        assertThat(drain()).isEmpty();
    }

    @Test
    void saysAgainWhatAnotherDaemonOfTheHostTookBack() {
        Responder responder = settled(new Offer("News", "/news"));

        responder.onMessage(DnsMessage.response(List.of(address("10.0.0.1").goodbye()), List.of()), PEER);
        pass(100);

        assertThat(drain())
                .singleElement()
                .satisfies(answer -> assertThat(answer.answers().get(0).ttl()).isEqualTo(120));
    }

    @Test
    void believesNoResponseFromAnotherPort() {
        Responder responder = settled(new Offer("News", "/news"));

        responder.onMessage(DnsMessage.response(List.of(service(NEWS, 9)), List.of()), peer(999));
        pass(ENOUGH_FOR_PROBES);

        assertThat(drain()).isEmpty();
    }

    @Test
    void takesEverythingBackButTheTypeOfService() {
        Responder responder = settled(new Offer("News", "/news"));

        responder.stop();

        assertThat(drain())
                .singleElement()
                .satisfies(goodbye -> assertThat(goodbye.answers())
                        .hasSize(4)
                        .allMatch(record -> record.ttl() == 0)
                        .contains(DnsRecord.pointer(Zone.HTTP, NEWS), address("10.0.0.1")));
        responder.onMessage(query(Zone.HTTP, DnsRecord.PTR), PEER);
        pass(5_000);
        assertThat(drain()).isEmpty();
    }

    @Test
    void namesEachStreamOnceAndCutsLongNames() {
        String longTitle = "Über ".repeat(20);

        settled(
                new Offer("News", "/a"),
                new Offer("news", "/b"),
                new Offer(longTitle, "/c"),
                new Offer(longTitle, "/d"),
                new Offer(" ", "/e"),
                new Offer("A.B/C\nD", "/f"));

        assertThat(announced.stream().map(name -> name.labels().get(0)))
                .contains("News", "news (2)", "Ringcast", "A.B/C D")
                .doesNotHaveDuplicates();
    }

    @Test
    void fitsFramesHoweverManyStreamsThereAre() {
        Offer[] many = IntStream.range(0, 300)
                .mapToObj(i -> new Offer("A channel with a name of its own " + i, "/channel" + i))
                .toArray(Offer[]::new);

        settled(many);

        assertThat(announced).hasSize(300);
        assertThat(heardWhileSettling)
                .hasSizeGreaterThan(40)
                .allSatisfy(message -> assertThat(message.bytes()).isLessThanOrEqualTo(1452));
    }

    private List<DnsMessage> heardWhileSettling = List.of();

    private Responder settled(Offer... offers) {
        Responder responder = responder(offers);
        responder.start();
        pass(ENOUGH_FOR_PROBES);
        pass(3_000);
        heardWhileSettling = drain();
        return responder;
    }

    private Responder responder(Offer... offers) {
        return new Responder(
                time.eventLoop(),
                new SplittableRandom(1),
                this,
                "box-ringcast",
                List.of(inet("10.0.0.1")),
                8000,
                List.of(offers));
    }

    private void pass(int millis) {
        for (int i = 0; i < millis; i++) {
            time.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            time.runScheduledPendingTasks();
        }
    }

    private List<DnsMessage> drain() {
        List<DnsMessage> all = List.copyOf(said);
        said.clear();
        return all;
    }

    @Override
    public void multicast(DnsMessage message) {
        said.add(message);
    }

    @Override
    public void unicast(DnsMessage message, InetSocketAddress to) {
        answered.add(message);
    }

    @Override
    public void onAnnounced(DnsName host, Collection<DnsName> services) {
        assertThat(host).isEqualTo(HOST);
        announced.addAll(services);
    }

    @Override
    public void onRenamed(DnsName before, DnsName after) {
        renamed.add(before.labels().get(0) + " -> " + after.labels().get(0));
    }

    private static DnsMessage query(DnsName name, int type) {
        return new DnsMessage(
                0, false, false, List.of(new Question(name, type, false)), List.of(), List.of(), List.of());
    }

    private static DnsMessage claim(DnsRecord... records) {
        return DnsMessage.probe(List.of(new Question(NEWS, DnsRecord.ANY, true)), List.of(records));
    }

    private static DnsRecord service(DnsName name, int port) {
        return DnsRecord.service(name, HOST, port);
    }

    private static DnsRecord address(String literal) {
        return DnsRecord.address(HOST, inet(literal));
    }

    private static InetSocketAddress peer(int port) {
        return new InetSocketAddress(inet("10.0.0.9"), port);
    }

    private static InetAddress inet(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
