package io.ringcast.daemon.source.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.daemon.source.SegmentTally;
import io.ringcast.daemon.source.SegmentTally.Result;
import io.ringcast.protocol.playlist.HlsMedia;
import io.ringcast.protocol.playlist.HlsParser;
import io.ringcast.protocol.playlist.PlaylistException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which segment comes next; those that begin anew are marked with a bar. */
final class SegmentPlanTest {

    private final SegmentTally tally = new SegmentTally();
    private final SegmentPlan plan = new SegmentPlan(tally);

    @Test
    void playsAFilmFromItsBeginning() {
        plan.update(media(0, true, "a", "b", "c", "d", "e"));

        assertThat(taken()).containsExactly("|a", "b", "c", "d", "e");
        assertThat(plan.done()).isTrue();
    }

    @Test
    void beginsThreeTargetDurationsBeforeTheEndOfWhatIsLive() {
        plan.update(media(7, false, "a", "b", "c", "d", "e"));

        assertThat(taken()).containsExactly("|c", "d", "e");
        assertThat(plan.done()).isFalse();
    }

    @Test
    void countsSecondsAndNotSegments() {
        plan.update(parse("#EXTINF:2,\na\n#EXTINF:0.5,\nb\n#EXTINF:2,\nc\n#EXTINF:2,\nd\n"));

        assertThat(taken()).containsExactly("|a", "b", "c", "d");
    }

    @Test
    void goesOnWithWhatIsNew() {
        plan.update(media(7, false, "a", "b", "c"));
        taken();

        assertThat(plan.update(media(7, false, "a", "b", "c"))).isFalse();
        assertThat(taken()).isEmpty();
        assertThat(plan.update(media(8, false, "b", "c", "d"))).isTrue();
        assertThat(taken()).containsExactly("d");
        assertThat(plan.update(media(8, true, "b", "c", "d"))).isTrue();
        assertThat(plan.done()).isTrue();
    }

    @Test
    void countsWhatLeftThePlaylistBeforeItsTurn() {
        plan.update(media(0, false, "a", "b", "c"));
        taken();

        plan.update(media(8, false, "i", "j", "k", "l", "m"));

        // three target durations before the end there is time for what comes
        assertThat(taken()).containsExactly("|k", "l", "m");
        assertThat(tally.get(Result.MISSED)).isEqualTo(7);
    }

    @Test
    void beginsAnewAtADiscontinuityBehindAGapAndWithOtherInitialization() {
        plan.update(parse("""
                #EXTINF:2,
                a
                #EXT-X-DISCONTINUITY
                #EXTINF:2,
                b
                #EXT-X-GAP
                #EXTINF:2,
                c
                #EXTINF:2,
                d
                #EXT-X-MAP:URI="x"
                #EXTINF:2,
                e
                #EXTINF:2,
                f
                #EXT-X-ENDLIST
                """));

        assertThat(taken()).containsExactly("|a", "|b", "|d", "|e", "f");
        assertThat(tally.get(Result.DISCONTINUITY)).isEqualTo(1);
        assertThat(tally.get(Result.GAP)).isEqualTo(1);
    }

    @Test
    void waitsForAServerThatLagsBehind() {
        plan.update(media(7, false, "a", "b", "c"));
        taken();

        assertThat(plan.update(media(6, false, "z", "a", "b"))).isFalse();
        assertThat(taken()).isEmpty();
        assertThat(plan.update(media(8, false, "b", "c", "d"))).isTrue();
        assertThat(taken()).containsExactly("d");
        assertThat(tally.get(Result.RESTART)).isZero();
    }

    @Test
    void followsAServerThatBeganAgain() {
        plan.update(media(2, false, "a", "b", "c"));
        taken();

        // the same numbers stand for something else
        assertThat(plan.update(media(0, false, "x", "y", "z"))).isTrue();

        assertThat(taken()).containsExactly("|x", "y", "z");
        assertThat(tally.get(Result.RESTART)).isEqualTo(1);
    }

    @Test
    void believesNumbersFarBelowWhenTheyStay() {
        plan.update(media(700, false, "a", "b", "c"));
        taken();

        assertThat(plan.update(media(0, false, "x"))).isFalse();
        assertThat(plan.update(media(0, false, "x", "y"))).isFalse();
        assertThat(plan.update(media(0, false, "x", "y"))).isFalse();
        assertThat(plan.update(media(0, false, "x", "y", "z"))).isTrue();

        assertThat(taken()).containsExactly("|x", "y", "z");
    }

    @Test
    void takesAgainWhatWasPutBack() {
        plan.update(media(0, true, "a", "b"));
        SegmentPlan.Next first = Objects.requireNonNull(plan.poll());

        plan.putBack(first);

        assertThat(taken()).containsExactly("|a", "b");
    }

    private List<String> taken() {
        List<String> taken = new ArrayList<>();
        for (SegmentPlan.Next next = plan.poll(); next != null; next = plan.poll()) {
            taken.add((next.joins() ? "|" : "") + next.segment().reference());
        }
        return taken;
    }

    private static HlsMedia media(int sequence, boolean ended, String... references) {
        StringBuilder text = new StringBuilder("#EXT-X-MEDIA-SEQUENCE:" + sequence + "\n");
        for (String reference : references) {
            text.append("#EXTINF:2,\n").append(reference).append('\n');
        }
        return parse(text + (ended ? "#EXT-X-ENDLIST\n" : ""));
    }

    private static HlsMedia parse(String lines) {
        try {
            byte[] text = ("#EXTM3U\n#EXT-X-TARGETDURATION:2\n" + lines).getBytes(StandardCharsets.UTF_8);
            return (HlsMedia) HlsParser.parse(text, URI.create("http://origin.example/"));
        } catch (PlaylistException e) {
            throw new AssertionError(e);
        }
    }
}
