/**
 * The admin port: API, health, metrics and a page of status. Requests arrive on the event loops of their connections; answers are made on
 * an executor that may block, because a thousand sources or a scrape take milliseconds, and go out on the event loop again.
 */
@NullMarked
package io.ringcast.daemon.admin;

import org.jspecify.annotations.NullMarked;
