/**
 * Titles in the stream as SHOUTcast and Icecast send them: metadata blocks between the bytes of the sound. An object belongs to the
 * thread that feeds it.
 */
@NullMarked
package io.ringcast.protocol.icy;

import org.jspecify.annotations.NullMarked;
