/** Faulty peers as objects, for the tests of all packages. Each runs on threads of its own, on loopback only. */
@NullMarked
package io.ringcast.daemon.testing;

import org.jspecify.annotations.NullMarked;
