package io.ringcast.daemon.output.udp;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Where an output sends to: an address, or a name that is asked for until it has one, and again when the address turns out to be wrong. */
final class Destination {

    private static final int MOST_LOOKS = 30;

    private final String host;
    private final int port;
    private final Names names;
    private final Executor loop;
    private final Runnable changed;

    private @Nullable InetSocketAddress address;
    private String trouble;
    private boolean asking;
    private int failures;
    private int rest;

    /** Finds the address of a name without blocking; completes on any thread. */
    @FunctionalInterface
    interface Names extends BiFunction<String, Integer, CompletionStage<InetSocketAddress>> {}

    /**
     * @param loop its thread
     * @param changed run there when it has another address
     */
    Destination(String host, int port, Names names, Executor loop, Runnable changed) {
        this.host = host;
        this.port = port;
        this.names = names;
        this.loop = loop;
        this.changed = changed;
        this.trouble = host + " is being resolved";
    }

    /** The address, null while there is none. */
    @Nullable
    InetSocketAddress address() {
        return address;
    }

    /** Why there is none. */
    String trouble() {
        return trouble;
    }

    /** Asks for the address; does nothing while an answer is awaited. */
    void ask() {
        if (asking) {
            return;
        }
        asking = true;
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            try {
                // A literal: nobody is asked.
                onAnswer(new InetSocketAddress(InetAddress.getByName(host), port), null);
            } catch (UnknownHostException noSuchScope) {
                onAnswer(null, noSuchScope);
            }
            return;
        }
        names.apply(host, port).whenComplete((found, error) -> loop.execute(() -> onAnswer(found, error)));
    }

    /**
     * Called once a second.
     *
     * @param failing whether nothing that was sent lately got away
     */
    void look(boolean failing) {
        if (address != null && !failing) {
            failures = 0;
            rest = 0;
            return;
        }
        if (rest-- <= 0) {
            // 1, 2, 4 ... 30 s between two questions.
            rest = Math.min(MOST_LOOKS, 1 << Math.min(failures++, 5)) - 1;
            ask();
        }
    }

    private void onAnswer(@Nullable InetSocketAddress found, @Nullable Throwable error) {
        asking = false;
        if (found == null) {
            // An address that was good once is better than none.
            String why = error == null || error.getMessage() == null ? "no answer" : error.getMessage();
            trouble = host + " has no address: " + why + " (expected: a name that resolves; it is asked for again)";
        } else if (!found.equals(address)) {
            address = found;
            changed.run();
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
