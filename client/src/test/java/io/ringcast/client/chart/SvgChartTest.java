package io.ringcast.client.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class SvgChartTest {

    @Test
    void isWellFormedAndNamesItsAxesAndLines() throws Exception {
        Series line = new Series("a <b> & c", true, List.of(new Series.Point(1, 10), new Series.Point(2, 40)));
        Panel panel = new Panel("Panel", "time in s", "latency in ms", false, false, List.of(line));

        String svg = SvgChart.draw("Title & more", List.of(panel, panel));

        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(svg).contains("time in s", "latency in ms", "a &lt;b&gt; &amp; c", "prefers-color-scheme: dark");
    }

    @Test
    void aChartWithoutPointsIsEmptyAndNoError() {
        Panel panel = new Panel("Panel", "x", "y", false, true, List.of(new Series("none", true, List.of())));

        assertThat(SvgChart.draw("Title", List.of(panel))).doesNotContain("NaN").endsWith("</svg>\n");
    }

    @Test
    void axesEndAtRoundNumbers() {
        Axis linear = Axis.of("ms", new double[] {3, 47}, false);
        Axis logarithmic = Axis.of("ms", new double[] {0, 7, 480}, true);

        assertThat(linear.ticks()).containsExactly(0.0, 10.0, 20.0, 30.0, 40.0, 50.0);
        assertThat(linear.position(25)).isEqualTo(0.5);
        assertThat(logarithmic.ticks().stream().map(Axis::label))
                .containsExactly("5", "10", "20", "50", "100", "200", "500");
        assertThat(logarithmic.position(5)).isZero();
        assertThat(logarithmic.position(500)).isEqualTo(1);
        assertThat(logarithmic.position(0)).isZero();
    }

    @Test
    void aLegendThatIsTooLongForARowTakesTwo() {
        Series line = new Series("a name of thirty-one characters", false, List.of(new Series.Point(1, 1)));
        Panel narrow = new Panel("Panel", "x", "y", false, false, List.of(line, line));
        Panel wide = new Panel("Panel", "x", "y", false, false, List.of(line, line, line, line));

        assertThat(SvgChart.draw("Title", List.of(narrow)))
                .contains("y=\"76.0\"")
                .doesNotContain("y=\"94.0\"");
        assertThat(SvgChart.draw("Title", List.of(wide))).contains("y=\"76.0\"").contains("y=\"94.0\"");
    }

    @Test
    void labelsAreShort() {
        assertThat(List.of(Axis.label(0), Axis.label(0.25), Axis.label(1.5), Axis.label(20), Axis.label(1500)))
                .containsExactly("0", "0.25", "1.5", "20", "1500");
    }
}
