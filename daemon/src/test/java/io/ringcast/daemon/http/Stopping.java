package io.ringcast.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stops reading after every part, and reads on only when nothing more has come. */
final class Stopping extends Recording {
    private final EventLoop loop;
    private volatile long partsWhileStopped;
    private boolean stopped;
    private volatile int parts;
    private @Nullable Download download;

    Stopping(EventLoop loop) {
        super(loop, false);
        this.loop = loop;
    }

    void start(HttpClient client, DownloadRequest request) throws Exception {
        loop.submit(() -> download = client.get(loop, request, this)).sync();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void onBytes(ByteBuf part) {
        super.onBytes(part);
        if (stopped) {
            partsWhileStopped++;
        }
        parts++;
        stopped = true;
        Objects.requireNonNull(download).autoRead(false);
    }

    int stepsUntilEnd() throws Exception {
        while (!completed.isDone()) {
            int before = parts;
            loop.submit(() -> {
                        stopped = false;
                        Objects.requireNonNull(download).autoRead(true);
                    })
                    .sync();
            if (parts > before) {
                continue;
            }
            await().pollInterval(Duration.ofMillis(1)).until(() -> parts > before || completed.isDone());
        }
        completed.get(1, TimeUnit.SECONDS);
        assertThat(partsWhileStopped).isZero();
        return parts;
    }
}
