/**
 * The one HTTP server (ports, route table) and the HTTP client (redirects, proxy, credentials). An exchange and a download belong to
 * the event loop of their connection.
 */
@NullMarked
package io.ringcast.daemon.http;

import org.jspecify.annotations.NullMarked;
