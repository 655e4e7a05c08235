package io.ringcast.daemon.source.publish;

import io.ringcast.daemon.config.Cidr;
import io.ringcast.daemon.config.InputConfig;
import io.ringcast.daemon.config.Option;
import io.ringcast.daemon.config.Secret;
import io.ringcast.daemon.config.UrlKind;
import io.ringcast.daemon.source.InputKind;
import io.ringcast.daemon.source.InputOpener;
import io.ringcast.daemon.source.PublishAccess;
import io.ringcast.daemon.source.PublisherSeat;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code publish:}: others send the stream to the HTTP port, under the name of the source. */
public final class PublishKind implements InputKind {

    /** The user of the publisher. */
    public static final Option<String> USER = Option.text("user", "source", "User that a publisher must name.");

    /** His password. */
    public static final Option<Optional<Secret>> PASSWORD =
            Option.secret("password", "Password that a publisher must give; without it only this host may publish.");

    /** From where. */
    public static final Option<List<Cidr>> ALLOW =
            Option.cidrs("allow", "Addresses that may publish; without it all that know the password, else this host.");

    /** What happens to a second publisher. */
    public static final Option<Boolean> TAKEOVER =
            Option.flag("takeover", false, "A second publisher replaces the first; without it he is refused.");

    /** How long a publisher who left is waited for. */
    public static final Option<Duration> GRACE = Option.duration(
                    "grace", "10s", "Nobody may publish for this long before the input counts as lost.")
            .between("100ms", "1h");

    private static final UrlKind KIND = UrlKind.input("publish", "publish")
            .says(
                    "publish:",
                    "Sent to us on the HTTP port: PUT, POST or Icecast's SOURCE on /NAME (curl -T, ffmpeg icecast://,"
                            + " liquidsoap, butt), with titles.")
            .options(USER, PASSWORD, ALLOW, TAKEOVER, GRACE)
            .optionsInQuery()
            .canWait()
            .build();

    private final PublishRoute route;

    /** {@code route} lets publishers in. */
    public PublishKind(PublishRoute route) {
        this.route = route;
    }

    @Override
    public UrlKind urlKind() {
        return KIND;
    }

    @Override
    public InputOpener opener(String source, InputConfig config) {
        PublisherSeat seat = new PublisherSeat(
                "publish:/" + source, config.get(TAKEOVER), config.get(GRACE), (loop, onFailed) -> {});
        Optional<Secret> credentials =
                config.get(PASSWORD).map(password -> Secret.of(config.get(USER) + ":" + password.reveal()));
        route.add(source, new Mount(seat, new PublishAccess(config.get(ALLOW), credentials.isPresent()), credentials));
        return seat;
    }
}
