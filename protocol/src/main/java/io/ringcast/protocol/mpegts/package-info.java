/**
 * The MPEG-2 transport stream of ISO/IEC 13818-1: packets, synchronisation, tables, clocks, continuity and restamping. Everything here
 * reads or writes bytes that the caller lends for the call; an object belongs to the thread that uses it, records are values.
 */
@NullMarked
package io.ringcast.protocol.mpegts;

import org.jspecify.annotations.NullMarked;
