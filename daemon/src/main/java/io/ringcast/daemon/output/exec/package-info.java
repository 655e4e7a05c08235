/**
 * Outputs that are child processes, fed on their stdin. What is here runs on one event loop; what blocks lies in
 * {@link io.ringcast.daemon.process}.
 */
@NullMarked
package io.ringcast.daemon.output.exec;

import org.jspecify.annotations.NullMarked;
