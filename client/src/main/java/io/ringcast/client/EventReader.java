package io.ringcast.client;

import io.ringcast.protocol.api.EventView;
import io.ringcast.protocol.api.Json;
import io.ringcast.protocol.api.JsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** Reads an event stream (HTML, 9.2.6) of a daemon, whose data is an {@link EventView} in one line. */
final class EventReader {

    private static final String DATA = "data:";

    private EventReader() {}

    /** Gives {@code more} each event until it says no ({@code true} is returned), or the stream ends ({@code false}). */
    static boolean read(InputStream in, Predicate<EventView> more) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(DATA) && !more.test(event(line.substring(DATA.length())))) {
                return true;
            }
        }
        return false;
    }

    private static EventView event(String data) throws UnavailableException {
        try {
            return Json.read(data.strip(), EventView.class);
        } catch (JsonException e) {
            throw new UnavailableException("an event that is not understood: " + e.getMessage(), e);
        }
    }
}
