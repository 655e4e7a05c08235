/** Leave to listen that is written into a URL: who gives it, and who proves it, say the same words; pure values, usable from any thread. */
@NullMarked
package io.ringcast.protocol.access;

import org.jspecify.annotations.NullMarked;
