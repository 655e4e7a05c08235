package io.ringcast.daemon.admin;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringcast.daemon.http.Router;
import java.nio.charset.StandardCharsets;

/** One page that shows the sources and what became of listeners: plain HTML with a little script that asks the API every two seconds. */
final class StatusPage {

    /** The page runs its own script, takes its own style, asks its own port, and stands in nobody's frame. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private StatusPage() {}

    static void register(Router.Builder routes) {
        routes.get("/", AdminRoute.fixed(page("text/html; charset=utf-8", "status.html")));
        routes.get("/status.css", AdminRoute.fixed(page("text/css; charset=utf-8", "status.css")));
        routes.get("/status.js", AdminRoute.fixed(page("text/javascript; charset=utf-8", "status.js")));
    }

    private static Answer page(String mediaType, String resource) {
        Answer answer = Answer.of(
                HttpResponseStatus.OK, mediaType, Resources.text(resource).getBytes(StandardCharsets.UTF_8));
        HttpHeaders headers = answer.headers();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("Referrer-Policy", "no-referrer");
        return answer;
    }
}
