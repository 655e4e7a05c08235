package io.ringcast.client.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Asks for a stream as a listener would, one step after the other, and says where it stops. Blocks the thread that calls. */
final class Caller {

    private static final int MAX_REDIRECTS = 5;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int DEFAULT_HTTPS = 443;
    private static final int DEFAULT_HTTP = 80;

    private final HttpClient http;
    private final Duration patience;
    private final String userAgent;

    /** @param patience for a connection, for an answer and for its first byte, each */
    Caller(Duration patience, String userAgent) {
        this.patience = patience;
        this.userAgent = userAgent;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** What the server at {@code uri} calls itself; {@code ""} when it says nothing or speaks no HTTP. */
    String server(URI uri) throws InterruptedException {
        try {
            HttpResponse<InputStream> response = http.send(request(uri).build(), BodyHandlers.ofInputStream());
            discard(response.body());
            return response.headers().firstValue("Server").orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /** Looks at a stream: its host, a connection, what it answers, its first byte. Stops at the first that is bad. */
    List<Finding> call(URI stream) throws InterruptedException {
        List<Finding> found = new ArrayList<>();
        if (!reach(stream, found)) {
            return found;
        }
        if (stream.getScheme().toLowerCase(Locale.ROOT).equals("tcp")) {
            found.add(raw(stream));
        } else {
            download(stream, found);
        }
        return found;
    }

    private boolean reach(URI stream, List<Finding> found) {
        String host = stream.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(bare);
        } catch (UnknownHostException e) {
            found.add(Finding.bad(host, "no address is known", "a name that resolves", "getent hosts " + bare));
            return false;
        }
        found.add(Finding.ok(
                host, Arrays.stream(addresses).map(InetAddress::getHostAddress).collect(Collectors.joining(", "))));
        int port = port(stream);
        List<String> failures = new ArrayList<>();
        for (InetAddress address : addresses) {
            long begin = System.nanoTime();
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), millis());
                String check = "connection to " + host + ":" + port;
                String took = since(begin);
                found.add(
                        failures.isEmpty()
                                ? Finding.ok(check, took)
                                : Finding.warn(
                                        check,
                                        took + ", but " + String.join(", ", failures),
                                        "all its addresses answer",
                                        "some listeners wait until they try the next one: mend its DNS or its firewall"));
                return true;
            } catch (IOException e) {
                failures.add(address.getHostAddress() + ": " + reason(e));
            }
        }
        found.add(Finding.bad(
                "connection to " + host + ":" + port,
                String.join(", ", failures),
                "a server that listens there",
                "ss -tln 'sport = :" + port + "' on that host says whether one does; if so, a firewall is between"));
        return false;
    }

    private Finding raw(URI stream) {
        String check = Shown.of(stream);
        long begin = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(stream.getHost(), stream.getPort()), millis());
            socket.setSoTimeout(millis());
            return socket.getInputStream().read() < 0
                    ? Finding.bad(check, "closed without a byte", "a stream", "ringcast status, ringcast ends")
                    : Finding.ok(check, "first byte after " + since(begin));
        } catch (SocketTimeoutException e) {
            return Finding.warn(
                    check,
                    "not a byte in " + patience.toSeconds() + " s",
                    "a stream",
                    "ringcast status says why; a port that takes a stream (listen) sends nothing");
        } catch (IOException e) {
            return Finding.bad(check, reason(e), "a stream", "ringcast status, ringcast ends");
        }
    }

    private void download(URI stream, List<Finding> found) throws InterruptedException {
        URI at = stream;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            long begin = System.nanoTime();
            HttpResponse<InputStream> response;
            try {
                response = http.send(request(at).build(), BodyHandlers.ofInputStream());
            } catch (IOException e) {
                found.add(Finding.bad(Shown.of(at), reason(e), "an answer", "curl -v '" + Shown.of(at) + "'"));
                return;
            } catch (IllegalArgumentException e) {
                found.add(Finding.bad(Shown.of(at), "no URL that can be asked for", "http:// or https://", ""));
                return;
            }
            Optional<URI> next = next(at, response);
            if (next.isEmpty()) {
                answer(at, response, begin, found);
                return;
            }
            discard(response.body());
            found.add(Finding.info(Shown.of(at), response.statusCode() + ", redirects to " + Shown.of(next.get())));
            at = next.get();
            if (!List.of("http", "https").contains(String.valueOf(at.getScheme()))) {
                found.add(Finding.bad(Shown.of(at), "no URL of HTTP", "http:// or https://", ""));
                return;
            }
        }
        found.add(Finding.bad(
                Shown.of(stream),
                "redirects more than " + MAX_REDIRECTS + " times",
                "a stream",
                "give the URL to which it leads"));
    }

    private void answer(URI at, HttpResponse<InputStream> response, long begin, List<Finding> found)
            throws InterruptedException {
        int status = response.statusCode();
        String type = response.headers().firstValue("Content-Type").orElse("no Content-Type");
        String server =
                response.headers().firstValue("Server").map(name -> ", " + name).orElse("");
        String what = status + ", " + type + server;
        String check = Shown.of(at);
        if (status != 200 && status != 206) {
            discard(response.body());
            found.add(Finding.bad(check, what, "200", remedy(status, check)));
            return;
        }
        try {
            Optional<Integer> first = firstByte(response.body());
            if (first.isEmpty()) {
                found.add(Finding.warn(
                        check,
                        what + ", and not a byte in " + patience.toSeconds() + " s",
                        "a stream",
                        "ringcast status says why"));
            } else if (first.get() < 0) {
                found.add(Finding.bad(check, what + ", and an empty body", "a stream", "curl -v '" + check + "'"));
            } else {
                found.add(Finding.ok(check, what + ", first byte after " + since(begin)));
            }
        } catch (ExecutionException e) {
            found.add(Finding.bad(check, what + ", then " + e.getCause(), "a stream", "curl -v '" + check + "'"));
        } finally {
            discard(response.body());
        }
    }

    /** The first byte, -1 at an end; empty when none came in time. The body must be closed by the caller. */
    private Optional<Integer> firstByte(InputStream body) throws ExecutionException, InterruptedException {
        CompletableFuture<Integer> first = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try {
                        first.complete(body.read());
                    } catch (IOException e) {
                        first.completeExceptionally(e);
                    }
                },
                "first-byte");
        reader.setDaemon(true);
        reader.start();
        try {
            return Optional.of(first.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }

    private static Optional<URI> next(URI at, HttpResponse<InputStream> response) {
        return switch (response.statusCode()) {
            case 301, 302, 303, 307, 308 ->
                response.headers().firstValue("Location").map(where -> {
                    try {
                        return at.resolve(where);
                    } catch (IllegalArgumentException e) {
                        return URI.create("about:blank");
                    }
                });
            default -> Optional.empty();
        };
    }

    private static String remedy(int status, String check) {
        return switch (status) {
            case 401, 403 -> "it wants a name and a password, or another address: curl -v '" + check + "'";
            case 404 -> "ringcast status lists the names that there are";
            case 503 -> "ringcast status says why, and whether to come again";
            default -> "curl -v '" + check + "'";
        };
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).header("User-Agent", userAgent).timeout(patience);
        if (uri.getUserInfo() != null) {
            byte[] pair = uri.getUserInfo().getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        }
        return request;
    }

    private static void discard(InputStream body) {
        try {
            body.close();
        } catch (IOException alreadyGone) {
            // Nothing more is wanted of it.
        }
    }

    private static int port(URI uri) {
        if (uri.getPort() > 0) {
            return uri.getPort();
        }
        return uri.getScheme().equalsIgnoreCase("https") ? DEFAULT_HTTPS : DEFAULT_HTTP;
    }

    private int millis() {
        return Math.toIntExact(patience.toMillis());
    }

    private static String since(long begin) {
        return String.format(Locale.ROOT, "%.1f ms", (System.nanoTime() - begin) / NANOS_PER_MILLI);
    }

    private static String reason(IOException e) {
        if (e instanceof ConnectException && e.getMessage() == null) {
            return "connection refused";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
