/** The whole daemon as its users meet it: configured in TOML, listened to through sockets and the tools that people have. */
@NullMarked
package io.ringcast.daemon.e2e;

import org.jspecify.annotations.NullMarked;
