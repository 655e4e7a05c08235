/**
 * Inputs that are child processes: {@code { exec = [...] }}, and the URLs that ffmpeg reads for us. What is here runs on the source's event
 * loop; what blocks lies in {@link io.ringcast.daemon.process}.
 */
@NullMarked
package io.ringcast.daemon.source.exec;

import org.jspecify.annotations.NullMarked;
