package io.ringcast.daemon.admin;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.ProblemView;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a request of the admin port gets.
 *
 * @param mediaType of the body
 * @param body nobody changes the array
 * @param headers beside the usual ones; nobody changes them
 */
@SuppressWarnings("ArrayRecordComponent")
record Answer(HttpResponseStatus status, String mediaType, byte[] body, HttpHeaders headers) {

    private static final String JSON = "application/json";

    /** Bytes that hold for this moment only. */
    static Answer of(HttpResponseStatus status, String mediaType, byte[] body) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("X-Content-Type-Options", "nosniff");
        return new Answer(status, mediaType, body, headers);
    }

    /** A record or a list of records. */
    static Answer json(HttpResponseStatus status, Object value) {
        return jsonText(status, Json.write(value));
    }

    static Answer json(Object value) {
        return json(HttpResponseStatus.OK, value);
    }

    /** A text that is JSON already. */
    static Answer jsonText(HttpResponseStatus status, String text) {
        return of(status, JSON, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Why there is none. */
    static Answer problem(HttpResponseStatus status, String error, List<String> known) {
        return json(status, new ProblemView(error, known));
    }
}
