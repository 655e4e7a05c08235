/**
 * The input that others send to over HTTP: PUT, POST and Icecast's SOURCE, and the titles of Icecast. Requests belong to the event loop
 * of their connection; what is sent crosses over to that of the source in {@link io.ringcast.daemon.source.Publication}.
 */
@NullMarked
package io.ringcast.daemon.source.publish;

import org.jspecify.annotations.NullMarked;
