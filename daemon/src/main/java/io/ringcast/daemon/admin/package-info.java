/**
 * The admin port: API, control, events, health, metrics and a page of status. Requests arrive on the event loops of their connections;
 * answers are made on an executor that may block, because a thousand sources or a scrape take milliseconds, and go out on the event loop
 * again. Changes happen on the loop of what is changed; events are written to who follows them by the loop of his connection.
 */
@NullMarked
package io.ringcast.daemon.admin;

import org.jspecify.annotations.NullMarked;
