/**
 * What on this host would hurt: limits, buffers, the clock, ports, routes of groups, and whether a stream answers. {@link
 * io.ringcast.client.doctor.Doctor} blocks the thread that calls it; what the kernel says is read as files, and nothing is changed.
 */
@NullMarked
package io.ringcast.client.doctor;

import org.jspecify.annotations.NullMarked;
