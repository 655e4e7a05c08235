package io.ringcast.daemon.http;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.ringcast.daemon.http.DownloadRequest.Credentials;
import io.ringcast.daemon.http.DownloadRequest.ProxyAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Builds the head of a request for one hop of a download, with nothing in it that the hop's origin must not see. */
final class RequestHeads {

    /** What may go to another origin than the one it was meant for; every other header that was given may be a key to that one. */
    private static final Set<String> FOR_ANYBODY = Set.of(
            "accept",
            "accept-encoding",
            "accept-language",
            "cache-control",
            "content-type",
            "icy-metadata",
            "origin",
            "pragma",
            "referer",
            "user-agent");

    private RequestHeads() {}

    /** Returns a GET or HEAD of {@code uri}, to be sent to the origin or, in absolute form, to an HTTP proxy. */
    static HttpRequest of(DownloadRequest download, URI uri, String userAgent) {
        Origin origin = Origin.of(uri);
        boolean home = origin.equals(Origin.of(download.uri()));
        boolean byProxy = !origin.isSecure()
                && download.proxy()
                        .filter(p -> p.kind() == ProxyAddress.Kind.HTTP)
                        .isPresent();
        HttpRequest request = new DefaultHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(download.method().name()),
                (byProxy ? origin : "") + target(uri));
        HttpHeaders headers = request.headers();
        headers.set(HttpHeaderNames.HOST, origin.authority());
        for (Map.Entry<String, String> header : download.headers()) {
            if (header.getKey().equalsIgnoreCase("host")) {
                if (home) {
                    headers.set(HttpHeaderNames.HOST, header.getValue());
                }
            } else if (home || FOR_ANYBODY.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.add(header.getKey(), header.getValue());
            }
        }
        if (!headers.contains(HttpHeaderNames.USER_AGENT)) {
            headers.set(HttpHeaderNames.USER_AGENT, userAgent);
        }
        if (!headers.contains(HttpHeaderNames.ACCEPT)) {
            headers.set(HttpHeaderNames.ACCEPT, "*/*");
        }
        // A live stream ends with its connection; asking for less than that keeps old streaming servers from framing
        // it.
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        range(download, headers);
        if (home) {
            download.credentials().ifPresent(c -> headers.set(HttpHeaderNames.AUTHORIZATION, value(c)));
        }
        if (byProxy) {
            download.proxy()
                    .flatMap(ProxyAddress::credentials)
                    .ifPresent(c -> headers.set(HttpHeaderNames.PROXY_AUTHORIZATION, value(c)));
        }
        return request;
    }

    /** Returns the head of an upload to {@code uri}, like that of a GET; see {@link #of(DownloadRequest, URI, String)}. */
    static HttpRequest of(UploadRequest upload, URI uri, String userAgent, boolean expects) {
        HttpRequest request = of(upload.to(), uri, userAgent);
        request.setMethod(HttpMethod.valueOf(upload.method()));
        request.setProtocolVersion(HttpVersion.valueOf(upload.version()));
        HttpHeaders headers = request.headers();
        headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
        if (upload.framing() instanceof UploadRequest.Framing.Length length) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, length.bytes());
        } else if (upload.framing() instanceof UploadRequest.Framing.Chunked) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (expects) {
            headers.set(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE);
        }
        return request;
    }

    private static void range(DownloadRequest download, HttpHeaders headers) {
        if (download.range().isPresent()) {
            DownloadRequest.Resume resume = download.range().get();
            headers.set(HttpHeaderNames.RANGE, "bytes=" + resume.from() + "-");
            resume.validator().ifPresent(validator -> headers.set(HttpHeaderNames.IF_RANGE, validator));
            // Offsets count the bytes of the representation, which a coding would make another one.
            headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
        } else if (!headers.contains(HttpHeaderNames.ACCEPT_ENCODING)) {
            headers.set(
                    HttpHeaderNames.ACCEPT_ENCODING,
                    headers.contains(HttpHeaderNames.RANGE) ? "identity" : "gzip, deflate");
        }
    }

    private static String target(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private static String value(Credentials credentials) {
        if (credentials instanceof Credentials.Basic basic) {
            byte[] pair = (basic.user() + ":" + basic.password()).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }
        return "Bearer " + ((Credentials.Bearer) credentials).token();
    }
}
