package io.ringcast.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;

/** The pipeline of a listener of a load test. */
final class BenchInitializer extends ChannelInitializer<Channel> {

    private static final int MAX_INITIAL_LINE = 8 * 1024;
    private static final int MAX_HEADER = 64 * 1024;
    private static final int MAX_CHUNK = 64 * 1024;

    private final BenchPlan plan;
    private final BenchListener listener;

    BenchInitializer(BenchPlan plan, BenchListener listener) {
        this.plan = plan;
        this.listener = listener;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (plan.isHttp()) {
            // failOnMissingResponse: a connection that closes inside an answer is an error and not an end.
            channel.pipeline().addLast("http", new HttpClientCodec(MAX_INITIAL_LINE, MAX_HEADER, MAX_CHUNK, true));
        }
        channel.pipeline().addLast("listener", listener);
    }
}
