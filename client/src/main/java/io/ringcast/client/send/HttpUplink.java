package io.ringcast.client.send;

import io.ringcast.client.UnavailableException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * PUT with a chunked body (RFC 9112, 7.1). It asks first (RFC 9110, 10.1.1), so that a wrong password costs no bytes, and an answer that
 * comes in the middle ends it with what it says: the JDK's client gives neither while a body is under way.
 */
final class HttpUplink implements Uplink {

    private static final int CONTINUE = 100;
    private static final int SUCCESS = 2;
    private static final int STATUS_CLASS = 100;
    private static final int UNAUTHORIZED = 401;
    private static final int MAX_LINE = 8192;
    private static final int MAX_LINES = 200;
    private static final int MAX_MESSAGE = 1024;

    /** A server that knows no {@code Expect} says nothing: RFC 9110 lets us go on after a while. */
    private static final int EXPECT_MILLIS = 3000;

    private static final int DEFAULT_HTTP = 80;
    private static final int DEFAULT_HTTPS = 443;
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final URI target;
    private final Optional<String> password;
    private final int patienceMillis;
    private final String userAgent;
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();

    HttpUplink(URI target, Optional<String> password, Duration patience, String userAgent) {
        this.target = target;
        this.password = password;
        this.patienceMillis = Math.toIntExact(patience.toMillis());
        this.userAgent = userAgent;
    }

    @Override
    public void open(String mediaType) throws IOException {
        try {
            connect();
            socket.getOutputStream().write(head(mediaType).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UnavailableException("cannot connect to " + SendUrl.shown(target) + ": " + SendUrl.reason(e), e);
        }
        socket.setSoTimeout(EXPECT_MILLIS);
        try {
            int status = answer();
            if (status != CONTINUE) {
                throw refused(status);
            }
        } catch (SocketTimeoutException e) {
            // It does not know the word, and waits for the body.
        }
        socket.setSoTimeout(patienceMillis);
    }

    @Override
    public void write(byte[] bytes, int count) throws IOException {
        if (count == 0) {
            return;
        }
        try {
            if (in.available() == 0) {
                socket.getOutputStream()
                        .write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(bytes, 0, count);
                socket.getOutputStream().write(LINE_END);
                return;
            }
        } catch (IOException e) {
            throw cut(e);
        }
        int status = answer();
        if (status != CONTINUE) {
            throw refused(status);
        }
        write(bytes, count);
    }

    @Override
    public void finish() throws IOException {
        int status;
        try {
            socket.getOutputStream().write(LAST_CHUNK);
            do {
                status = answer();
            } while (status == CONTINUE);
        } catch (IOException e) {
            throw cut(e);
        }
        if (status / STATUS_CLASS != SUCCESS) {
            throw refused(status);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void connect() throws IOException {
        boolean secure = target.getScheme().equalsIgnoreCase("https");
        int port = target.getPort() > 0 ? target.getPort() : secure ? DEFAULT_HTTPS : DEFAULT_HTTP;
        socket.connect(new InetSocketAddress(target.getHost(), port), patienceMillis);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(patienceMillis);
        if (secure) {
            SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            SSLSocket tls = (SSLSocket) factory.createSocket(socket, target.getHost(), port, true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            socket = tls;
        }
        in = new BufferedInputStream(socket.getInputStream());
    }

    private String head(String mediaType) {
        String path = target.getRawPath() == null || target.getRawPath().isEmpty() ? "/" : target.getRawPath();
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        String port = target.getPort() > 0 ? ":" + target.getPort() : "";
        StringBuilder head = new StringBuilder("PUT " + path + query + " HTTP/1.1\r\n")
                .append("Host: " + target.getHost() + port + "\r\n")
                .append("User-Agent: " + userAgent + "\r\n")
                .append("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n");
        if (!mediaType.isEmpty()) {
            head.append("Content-Type: " + mediaType + "\r\n");
        }
        credentials()
                .ifPresent(pair -> head.append("Authorization: Basic ")
                        .append(Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                        .append("\r\n"));
        return head.append("\r\n").toString();
    }

    /** As {@code name:password}; the name is Icecast's unless the URL has another. */
    private Optional<String> credentials() {
        String user = target.getUserInfo();
        if (user != null && user.contains(":")) {
            return Optional.of(user);
        }
        return password.map(secret -> (user == null || user.isEmpty() ? "source" : user) + ":" + secret);
    }

    /** The status of the next answer, whose head was read. */
    private int answer() throws IOException {
        String first = line();
        String[] words = first.split(" ", 3);
        if (!first.startsWith("HTTP/1.") || words.length < 2 || !words[1].matches("\\d{3}")) {
            throw new UnavailableException(SendUrl.shown(target) + " speaks no HTTP");
        }
        for (int lines = 0; !line().isEmpty(); lines++) {
            if (lines > MAX_LINES) {
                throw new UnavailableException(SendUrl.shown(target) + " answers without end");
            }
        }
        return Integer.parseInt(words[1]);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("closed without an answer");
            }
            if (c == '\n') {
                return line.toString().stripTrailing();
            }
            if (line.length() >= MAX_LINE) {
                throw new UnavailableException(SendUrl.shown(target) + " answers with a line without end");
            }
            line.append((char) c);
        }
    }

    private UnavailableException refused(int status) {
        String message = "";
        try {
            byte[] body = new byte[MAX_MESSAGE];
            int count = in.available() > 0 ? in.read(body) : 0;
            message = new String(body, 0, Math.max(0, count), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException ignored) {
            // The status alone says enough.
        }
        return new UnavailableException(SendUrl.shown(target) + " answered " + status
                + (message.isBlank() ? "" : ": " + message.strip())
                + (status == UNAUTHORIZED ? " Give the password in RINGCAST_PASSWORD." : ""));
    }

    /** What it said before it went, else that it went. */
    private UnavailableException cut(IOException e) {
        if (e instanceof UnavailableException said) {
            return said;
        }
        try {
            if (in.available() > 0) {
                return refused(answer());
            }
        } catch (IOException nothing) {
            e.addSuppressed(nothing);
        }
        return new UnavailableException(SendUrl.shown(target) + " takes no more: " + SendUrl.reason(e), e);
    }
}
