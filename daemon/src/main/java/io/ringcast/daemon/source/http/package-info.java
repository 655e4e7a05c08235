/**
 * The HTTP input: downloads that resume at the byte where they broke, and live streams with titles. A run belongs to the event loop of
 * its source, and so does its download.
 */
@NullMarked
package io.ringcast.daemon.source.http;

import org.jspecify.annotations.NullMarked;
