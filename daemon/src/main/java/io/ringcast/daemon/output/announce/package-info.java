/**
 * Announcements of sources in the LAN: SAP for what goes to groups, multicast DNS for what the HTTP port has. Everything belongs to one of the
 * daemon's event loops unless it says otherwise; only the look at this host's interfaces has a thread of its own.
 */
@NullMarked
package io.ringcast.daemon.output.announce;

import org.jspecify.annotations.NullMarked;
