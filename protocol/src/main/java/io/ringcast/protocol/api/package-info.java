/** The records of the admin API, shared by the daemon that writes them and the client that reads them; pure values. */
@NullMarked
package io.ringcast.protocol.api;

import org.jspecify.annotations.NullMarked;
