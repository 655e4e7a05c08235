package io.ringcast.protocol.playlist;

import java.math.BigInteger;
import java.net.URI;
import java.util.Optional;

/**
 * How segments are encrypted (RFC 8216, 4.3.2.4): AES-128 in CBC mode with PKCS7 padding, each segment for itself.
 *
 * @param uri where the 16 bytes of the key are
 * @param vector the initialization vector, where the playlist says it
 */
public record HlsKey(URI uri, Optional<BigInteger> vector) {

    private static final int BLOCK = 16;

    /** The initialization vector of the segment of that number: what the playlist says, else the number itself (5.2). */
    public byte[] vector(long sequence) {
        byte[] number = vector.orElse(BigInteger.valueOf(sequence)).toByteArray();
        byte[] block = new byte[BLOCK];
        int length = Math.min(BLOCK, number.length);
        System.arraycopy(number, number.length - length, block, BLOCK - length, length);
        return block;
    }
}
