package io.ringcast.daemon.source.ytdl;

import io.netty.util.concurrent.Ticker;
import io.ringcast.daemon.source.SegmentTally;
import io.ringcast.daemon.source.WebOpener;

/**
 * What all runs of one configured input share.
 *
 * @param resolver says where things are
 * @param web plays them
 * @param ticker what lists measure durations by
 * @param tally counts what comes of HLS segments
 */
record PageTools(Resolver resolver, WebOpener web, Ticker ticker, SegmentTally tally) {}
