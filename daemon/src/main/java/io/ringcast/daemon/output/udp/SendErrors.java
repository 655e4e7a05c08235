package io.ringcast.daemon.output.udp;

import io.netty.channel.unix.Errors.NativeIoException;
import io.ringcast.daemon.output.DatagramAccount.SendError;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.util.Locale;

/** What the kernel's answer to a datagram means. */
final class SendErrors {

    private SendErrors() {}

    static SendError of(Throwable cause) {
        if (cause instanceof NativeIoException error) {
            return ofErrno(-error.expectedErr());
        }
        if (cause instanceof PortUnreachableException) {
            return SendError.REFUSED;
        }
        if (cause instanceof NoRouteToHostException) {
            return SendError.HOST_UNREACHABLE;
        }
        return ofText(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT));
    }

    // asm-generic/errno.h, errno-base.h
    private static SendError ofErrno(int errno) {
        return switch (errno) {
            case 1, 13 -> SendError.FORBIDDEN;
            case 19, 99 -> SendError.NO_DEVICE;
            case 90 -> SendError.TOO_LONG;
            case 100 -> SendError.NETWORK_DOWN;
            case 101 -> SendError.NETWORK_UNREACHABLE;
            case 105 -> SendError.NO_BUFFERS;
            case 111 -> SendError.REFUSED;
            case 112, 113 -> SendError.HOST_UNREACHABLE;
            default -> SendError.OTHER;
        };
    }

    /** The JDK has only words. */
    private static SendError ofText(String text) {
        if (text.contains("network is unreachable")) {
            return SendError.NETWORK_UNREACHABLE;
        }
        if (text.contains("network is down")) {
            return SendError.NETWORK_DOWN;
        }
        if (text.contains("host")) {
            return SendError.HOST_UNREACHABLE;
        }
        if (text.contains("no buffer space")) {
            return SendError.NO_BUFFERS;
        }
        if (text.contains("permi")) {
            return SendError.FORBIDDEN;
        }
        return text.contains("too long") ? SendError.TOO_LONG : SendError.OTHER;
    }
}
