package io.ringcast.daemon.output.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringcast.protocol.container.Format;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where segments begin and end. */
final class SegmenterTest {

    private static final int MIB = 1 << 20;

    private HlsRig rig = new HlsRig(Duration.ofSeconds(4), 4 * MIB);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void endWithTheFirstJoinPointThatIsFarEnough() {
        rig.begin(Format.ADTS);
        for (int i = 0; i < 9; i++) {
            rig.group(2);
        }

        List<MediaSegment> segments = segments();

        assertThat(rig.segmenter.targetSeconds()).isEqualTo(4);
        assertThat(segments).extracting(MediaSegment::sequence).containsExactly(100L, 101L, 102L, 103L);
        assertThat(segments).allSatisfy(segment -> {
            assertThat(segment.durationNanos()).isEqualTo(4_000_000_000L);
            assertThat(segment.independent()).isTrue();
            assertThat(segment.discontinuity()).isFalse();
            assertThat(segment.end() - segment.begin().offset()).isEqualTo(4 * HlsRig.SECOND);
        });
        assertThat(segments.get(2).moment()).isEqualTo(HlsRig.BEGIN.plusSeconds(8));
    }

    @Test
    void endEarlierWhereTheNextJoinPointWouldComeTooLate() {
        rig.begin(Format.ADTS);
        for (int i = 0; i < 5; i++) {
            rig.group(3);
        }

        assertThat(segments()).extracting(MediaSegment::durationNanos).containsOnly(3_000_000_000L);
        assertThat(rig.segmenter.targetSeconds()).isEqualTo(4);
    }

    @Test
    void areAsLongAsTheLongestGroupThatIsThere() {
        rig.begin(Format.ADTS);
        rig.group(2);
        rig.group(7);
        rig.group(2);
        rig.group(2);

        assertThat(segments()).extracting(MediaSegment::durationNanos).contains(7_000_000_000L);
        assertThat(rig.segmenter.targetSeconds()).isEqualTo(7);
    }

    @Test
    void areNotAsLongAsWhatCameAtOnceInTheBeginning() {
        rig.close();
        rig = new HlsRig(Duration.ofSeconds(1), 4 * MIB);
        rig.begin(Format.ADTS);
        rig.burst(5);
        segments();
        rig.steady(6);

        List<MediaSegment> segments = segments();

        assertThat(rig.segmenter.targetSeconds()).isEqualTo(1);
        assertThat(segments).hasSizeGreaterThanOrEqualTo(4).allSatisfy(segment -> {
            assertThat(segment.durationNanos()).isEqualTo(1_000_000_000L);
            assertThat(segment.end() - segment.begin().offset()).isEqualTo(HlsRig.SECOND);
            assertThat(segment.independent()).isTrue();
        });
        assertThat(rig.segmenter.cuts()).isZero();
        assertContiguous(segments);
    }

    @Test
    void areNeverLongerThanWasPromisedOnce() {
        rig.begin(Format.ADTS);
        for (int i = 0; i < 4; i++) {
            rig.group(2);
        }
        segments();
        rig.group(11);
        rig.group(4);
        rig.group(4);

        List<MediaSegment> segments = segments();

        assertThat(rig.segmenter.targetSeconds()).isEqualTo(4);
        assertThat(segments)
                .allSatisfy(segment ->
                        assertThat(Math.round(segment.durationNanos() / 1e9)).isLessThanOrEqualTo(4));
        assertThat(segments).filteredOn(segment -> !segment.independent()).isNotEmpty();
        assertThat(rig.segmenter.cuts()).isPositive();
        assertContiguous(segments);
    }

    @Test
    void areCutWithoutAJoinPointThatDoesNotCome() {
        rig.begin(Format.ADTS);
        for (int i = 0; i < 4; i++) {
            rig.group(2);
        }
        int before = segments().size();
        rig.more(12);

        assertThat(segments()).hasSizeGreaterThanOrEqualTo(before + 2);
        assertContiguous(segments());
    }

    @Test
    void beginAnewWhereAnotherRunBegins() {
        rig.begin(Format.ADTS);
        rig.group(2);
        rig.group(2);
        rig.group(1);
        rig.begin(Format.ADTS);
        for (int i = 0; i < 5; i++) {
            rig.group(2);
        }

        List<MediaSegment> segments = segments();

        assertThat(segments).extracting(MediaSegment::discontinuity).containsExactly(false, false, true, false);
        assertThat(segments).extracting(MediaSegment::discontinuities).containsExactly(0L, 0L, 1L, 1L);
        assertThat(segments.get(1).durationNanos()).isEqualTo(1_000_000_000L);
    }

    @Test
    void goOnBehindAGapThatNobodyAskedFor() {
        rig.close();
        rig = new HlsRig(Duration.ofSeconds(4), 4L << 16);
        rig.begin(Format.ADTS);
        for (int i = 0; i < 10; i++) {
            rig.group(2);
        }
        long newest = last(segments()).sequence();
        for (int i = 0; i < 100; i++) {
            rig.group(2);
        }

        List<MediaSegment> segments = segments();

        assertThat(segments.get(0).sequence()).isEqualTo(newest + 1);
        assertThat(segments.get(0).discontinuity()).isTrue();
        assertThat(segments.get(0).begin().offset())
                .isGreaterThanOrEqualTo(rig.splice.stream().ring().tail());
    }

    @Test
    void endWithTheSource() {
        rig.begin(Format.ADTS);
        for (int i = 0; i < 4; i++) {
            rig.group(2);
        }
        rig.group(1.5);
        rig.splice.end();

        List<MediaSegment> segments = segments();

        assertThat(rig.segmenter.isEnded()).isTrue();
        assertThat(last(segments).end()).isEqualTo(rig.splice.stream().ring().head());
        assertThat(last(segments).durationNanos()).isBetween(1_300_000_000L, 1_600_000_000L);

        rig.begin(Format.ADTS);
        for (int i = 0; i < 4; i++) {
            rig.group(2);
        }
        assertThat(last(segments()).discontinuities()).isEqualTo(1);
        assertThat(rig.segmenter.isEnded()).isFalse();
    }

    @Test
    void shareTheBoxesBeforeFragmentsUntilTheseChange() {
        rig.begin(Format.MP4);
        rig.group(0.5, new byte[0]);
        for (int i = 0; i < 5; i++) {
            rig.group(2);
        }
        rig.begin(Format.MP4);
        rig.group(0.5, new byte[0]);
        for (int i = 0; i < 3; i++) {
            rig.group(2, new byte[] {9});
        }

        List<MediaSegment> segments = segments();

        assertThat(segments)
                .allSatisfy(segment -> assertThat(segment.begin().preamble()).isNotEmpty());
        assertThat(segments.get(0).map())
                .isEqualTo(100)
                .isEqualTo(segments.get(1).map());
        assertThat(last(segments).discontinuity()).isTrue();
        assertThat(last(segments).map()).isEqualTo(last(segments).sequence());
    }

    private List<MediaSegment> segments() {
        rig.segmenter.update();
        return LongStream.range(HlsRig.FIRST, rig.index.next())
                .mapToObj(rig.index::find)
                .flatMap(Optional::stream)
                .toList();
    }

    private static MediaSegment last(List<MediaSegment> segments) {
        return segments.get(segments.size() - 1);
    }

    private static void assertContiguous(List<MediaSegment> segments) {
        for (int i = 1; i < segments.size(); i++) {
            assertThat(segments.get(i).begin().offset())
                    .isEqualTo(segments.get(i - 1).end());
        }
    }
}
