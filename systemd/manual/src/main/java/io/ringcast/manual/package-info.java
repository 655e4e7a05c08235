/** Man pages and completion, made of what the commands declare while the package is built; everything runs on the main thread. */
@NullMarked
package io.ringcast.manual;

import org.jspecify.annotations.NullMarked;
