package io.ringcast.daemon.source.ytdl;

import io.netty.channel.EventLoop;
import io.ringcast.daemon.source.InputFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks where the next thing of a list is while the one before still plays: at most one answer is kept, or one question under way. Belongs
 * to the source's event loop.
 */
final class Lookahead {

    /** With so much left of one thing, the next is looked for: yt-dlp takes seconds. */
    static final long BEFORE_BYTES = 16L << 20;

    private final EventLoop loop;
    private final Resolver resolver;
    private final List<Found.Entry> entries;

    private int index = -1;

    /** Things before this one have had their turn. */
    private int begun;

    private @Nullable Found found;
    private Resolver.@Nullable Question question;
    private Resolver.@Nullable Asker waiting;

    Lookahead(EventLoop loop, Resolver resolver, List<Found.Entry> entries) {
        this.loop = loop;
        this.resolver = resolver;
        this.entries = entries;
    }

    /** Looks for thing {@code wanted} of the list, if there is one. */
    void prepare(int wanted) {
        if (wanted >= entries.size() || wanted < begun || wanted == index) {
            return;
        }
        cancel();
        index = wanted;
        question = resolver.ask(loop, entries.get(wanted).page(), new Resolver.Asker() {
            @Override
            public void onFound(Found came) {
                question = null;
                found = came;
                Resolver.Asker asker = waiting;
                if (asker != null) {
                    cancel();
                    asker.onFound(came);
                }
            }

            @Override
            public void onFailed(InputFailure failure) {
                question = null;
                Resolver.Asker asker = waiting;
                cancel();
                // Without anybody who waits it is asked again when its turn comes.
                if (asker != null) {
                    asker.onFailed(failure);
                }
            }
        });
    }

    /** Asks for thing {@code wanted}, whose turn has come; {@code asker} is told after this has returned. */
    Resolver.Question take(int wanted, Resolver.Asker asker) {
        begun = wanted + 1;
        Found known = found;
        boolean good = known != null
                && !(known instanceof Found.Media media
                        && media.isExpired(resolver.clock().instant()));
        if (wanted == index && good && known != null) {
            cancel();
            boolean[] cancelled = {false};
            loop.execute(() -> {
                if (!cancelled[0]) {
                    asker.onFound(known);
                }
            });
            return () -> cancelled[0] = true;
        }
        if (wanted == index && question != null) {
            waiting = asker;
            return () -> {
                if (waiting == asker) {
                    waiting = null;
                }
            };
        }
        return resolver.ask(loop, entries.get(wanted).page(), asker);
    }

    /** Forgets and asks for nothing any more. Idempotent. */
    void cancel() {
        index = -1;
        found = null;
        waiting = null;
        if (question != null) {
            question.cancel();
            question = null;
        }
    }
}
