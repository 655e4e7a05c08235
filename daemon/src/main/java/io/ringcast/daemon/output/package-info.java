/** Ways out of a source: what all kinds of outputs share. Each kind has a child package and uses no other kind. */
@NullMarked
package io.ringcast.daemon.output;

import org.jspecify.annotations.NullMarked;
