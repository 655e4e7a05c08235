/** Tests of the HTTP server and client against raw sockets. */
@NullMarked
package io.ringcast.daemon.http;

import org.jspecify.annotations.NullMarked;
