/**
 * What stands between an input and the ring: a child that is given the input's bytes and gives back the stream. What is here runs on the
 * source's event loop; what blocks lies in {@link io.ringcast.daemon.process}.
 */
@NullMarked
package io.ringcast.daemon.source.filter;

import org.jspecify.annotations.NullMarked;
