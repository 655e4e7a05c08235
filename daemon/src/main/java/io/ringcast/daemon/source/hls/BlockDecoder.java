package io.ringcast.daemon.source.hls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Decrypts one segment as it comes: AES-128, CBC, PKCS7 (RFC 8216, 4.3.2.4). Used for one segment from its first byte to its last. */
final class BlockDecoder {

    /** Bytes of a key, and of a block. */
    static final int SIZE = 16;

    private final ByteBufAllocator allocator;
    private final Cipher cipher;

    /** @throws GeneralSecurityException when key or vector cannot be used */
    BlockDecoder(ByteBufAllocator allocator, byte[] key, byte[] vector) throws GeneralSecurityException {
        this.allocator = allocator;
        this.cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
    }

    /** Returns what can be decrypted by now, owned by the caller. Borrows and reads {@code bytes}. */
    ByteBuf decrypt(ByteBuf bytes) throws GeneralSecurityException {
        ByteBuf clear = allocator.buffer(cipher.getOutputSize(bytes.readableBytes()) + SIZE);
        ByteBuffer out = clear.nioBuffer(0, clear.capacity());
        try {
            for (ByteBuffer in : bytes.nioBuffers()) {
                cipher.update(in, out);
            }
            bytes.skipBytes(bytes.readableBytes());
            return clear.writerIndex(out.position());
        } catch (GeneralSecurityException e) {
            clear.release();
            throw e;
        }
    }

    /** Returns the last bytes, without the padding. */
    byte[] end() throws GeneralSecurityException {
        return cipher.doFinal();
    }
}
