package io.ringcast.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlacesTest {

    private final Places places = new Places();
    private final List<String> seated = new ArrayList<>();

    @Test
    void givesPlacesInTheOrderInWhichTheyWereAskedFor() {
        places.limit(2);
        Places.Ticket a = ask("a");
        ask("b");
        Places.Ticket c = ask("c");
        ask("d");
        assertThat(seated).containsExactly("a", "b");
        assertThat(places.isFree()).isFalse();

        a.leave();
        a.leave();
        assertThat(seated).containsExactly("a", "b", "c");
        c.leave();

        assertThat(seated).containsExactly("a", "b", "c", "d");
    }

    @Test
    void passesOverThoseThatHaveLeftTheLine() {
        places.limit(1);
        Places.Ticket a = ask("a");
        ask("b").leave();
        ask("c");

        a.leave();

        assertThat(seated).containsExactly("a", "c");
    }

    @Test
    void hasAsManyAsTheLowestOfSeveralLimits() {
        places.limit(3);
        places.limit(1);
        places.limit(2);

        ask("a");

        assertThat(places.limit()).isEqualTo(1);
        assertThat(places.isFree()).isFalse();
    }

    private Places.Ticket ask(String name) {
        return places.ask(Runnable::run, () -> seated.add(name));
    }
}
