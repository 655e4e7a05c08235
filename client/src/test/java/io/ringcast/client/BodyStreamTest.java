package io.ringcast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Subscription;
import org.junit.jupiter.api.Test;

/** What came before a cut is read before the cut is known. */
final class BodyStreamTest {

    private final BodyStream body = new BodyStream();
    private final List<Long> asked = new ArrayList<>();
    private boolean cancelled;

    @Test
    void givesAllThatCameBeforeItTellsOfTheCut() throws IOException {
        body.onSubscribe(new Connection());
        body.onNext(List.of(bytes("one "), bytes(""), bytes("two ")));
        body.onNext(List.of(bytes("three")));
        body.onError(new IOException("Connection reset"));

        assertThat(body.readNBytes(13)).asString(StandardCharsets.US_ASCII).isEqualTo("one two three");
        assertThatThrownBy(body::read).isInstanceOf(IOException.class).hasMessage("Connection reset");
        assertThatThrownBy(body::read).hasMessage("Connection reset");
    }

    @Test
    void endsBehindTheLastByte() throws IOException {
        body.onSubscribe(new Connection());
        body.onNext(List.of(bytes("all")));
        body.onComplete();

        assertThat(body.readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo("all");
        assertThat(body.read()).isEqualTo(-1);
    }

    @Test
    void asksForTheNextBatchWhenItHasBegunOne() throws IOException {
        body.onSubscribe(new Connection());
        assertThat(asked).containsExactly(1L);

        body.onNext(List.of(bytes("ab")));
        assertThat(asked).hasSize(1);
        assertThat(body.read()).isEqualTo('a');

        assertThat(asked).containsExactly(1L, 1L);
        assertThat(body.available()).isEqualTo(1);
    }

    @Test
    void closingEndsWhoeverReadsAndTheConnection() throws Exception {
        body.onSubscribe(new Connection());
        CompletableFuture<Throwable> reader = CompletableFuture.supplyAsync(() -> {
            try {
                body.read();
                return new AssertionError("it read something");
            } catch (IOException e) {
                return e;
            }
        });

        body.close();

        assertThat(reader.get()).hasMessage("closed");
        assertThat(cancelled).isTrue();
    }

    @Test
    void whatIsClosedBeforeItBeginsNeverBegins() {
        body.close();
        body.onSubscribe(new Connection());

        assertThat(asked).isEmpty();
        assertThat(cancelled).isTrue();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private final class Connection implements Subscription {

        @Override
        public void request(long count) {
            asked.add(count);
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
