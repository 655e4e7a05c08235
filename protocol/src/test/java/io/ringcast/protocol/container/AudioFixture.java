package io.ringcast.protocol.container;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Frames of compressed audio that are right as far as their headers go; what is in them is noise. */
final class AudioFixture {

    /** Version 1, layer III, 128 kbit/s, 44.1 kHz, joint stereo, no error check: 417 bytes. */
    static final int MP3_HEADER = 0xFFFB_9064;

    static final int MP3_SIZE = 417;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Random random;

    AudioFixture(Random random) {
        this.random = random;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /** A frame of layer III whose main data begins so many bytes before it. */
    AudioFixture mp3(int mainDataBegin) {
        byte[] frame = noise(MP3_SIZE);
        put(frame, MP3_HEADER);
        frame[4] = (byte) (mainDataBegin >>> 1);
        frame[5] = (byte) (mainDataBegin << 7);
        return add(frame);
    }

    /** A frame of ADTS, 44.1 kHz stereo, of {@code size} bytes. */
    AudioFixture adts(int size) {
        byte[] frame = noise(size);
        put(frame, 0xFFF1_5080 | size >>> 11);
        frame[4] = (byte) (size >>> 3);
        frame[5] = (byte) (size << 5 | 0x1F);
        frame[6] = (byte) 0xFC;
        return add(frame);
    }

    /** A frame of AC-3, 48 kHz, 192 kbit/s: 768 bytes. */
    AudioFixture ac3() {
        byte[] frame = noise(768);
        put(frame, 0x0B77_0000);
        frame[4] = 20;
        frame[5] = 8 << 3;
        return add(frame);
    }

    /** A frame of E-AC-3, 48 kHz, of {@code size} bytes; {@code dependent} belongs to the frame before. */
    AudioFixture eac3(int size, boolean dependent) {
        byte[] frame = noise(size);
        put(frame, 0x0B77_0000 | (dependent ? 1 << 14 : 0) | (size / 2 - 1));
        frame[4] = 0x30;
        frame[5] = (byte) (16 << 3);
        return add(frame);
    }

    /** A tag in front, with so many bytes in it. */
    AudioFixture id3v2(int size) {
        byte[] tag = noise(10 + size);
        byte[] header = {
            'I',
            'D',
            '3',
            4,
            0,
            0,
            (byte) (size >>> 21),
            (byte) (size >>> 14 & 0x7F),
            (byte) (size >>> 7 & 0x7F),
            (byte) (size & 0x7F)
        };
        System.arraycopy(header, 0, tag, 0, header.length);
        return add(tag);
    }

    AudioFixture add(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    private byte[] noise(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        for (int i = 0; i < size; i++) {
            // No sync word by chance.
            bytes[i] &= 0x3F;
            bytes[i] |= 0x40;
        }
        return bytes;
    }

    private static void put(byte[] frame, int header) {
        for (int i = 0; i < 4; i++) {
            frame[i] = (byte) (header >>> (24 - 8 * i));
        }
    }
}
