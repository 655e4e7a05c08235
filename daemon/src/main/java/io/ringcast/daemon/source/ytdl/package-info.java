/**
 * Input {@code ytdl:}: pages whose media yt-dlp finds. yt-dlp only says where they are; they are downloaded by what plays every other URL,
 * and asked for anew before their place expires. What is here runs on the source's event loop; JSON is read on an executor.
 */
@NullMarked
package io.ringcast.daemon.source.ytdl;

import org.jspecify.annotations.NullMarked;
