package io.ringcast.protocol.playlist;

import java.util.Optional;

/**
 * Writes M3U with the attributes by which applications of television over IP order their channels: {@code tvg-id}, {@code tvg-logo},
 * {@code group-title} and the like, which no standard has and all of them read. For one thread.
 */
public final class M3uWriter {

    /** What servers call it. */
    public static final String MEDIA_TYPE = "audio/x-mpegurl; charset=utf-8";

    private final StringBuilder text = new StringBuilder("#EXTM3U");

    /** @param guide where the programme of all channels is (XMLTV) */
    public M3uWriter(Optional<String> guide) {
        guide.ifPresent(url -> attribute("x-tvg-url", url));
        text.append('\n');
    }

    /**
     * One channel.
     *
     * @param id by which the guide knows it; attributes that are {@code ""} are left out
     * @param logo URL of its picture
     * @param group under which it is shown
     * @param number its place, {@code ""} where it has none
     * @param name what it is called
     */
    public record Channel(String id, String logo, String group, String number, String name) {}

    /** Adds a channel that is played from {@code url}. */
    public void add(Channel channel, String url) {
        text.append("#EXTINF:-1");
        attribute("tvg-id", channel.id());
        attribute("tvg-name", channel.name());
        attribute("tvg-logo", channel.logo());
        attribute("tvg-chno", channel.number());
        attribute("group-title", channel.group());
        // What follows the comma that stands behind the attributes is the name: quotes and commas in it do no harm.
        text.append(',').append(line(channel.name())).append('\n');
        text.append(url).append('\n');
    }

    /** All that was written. */
    public String text() {
        return text.toString();
    }

    /** Nothing can be escaped within quotes. */
    private void attribute(String name, String value) {
        if (!value.isEmpty()) {
            text.append(' ')
                    .append(name)
                    .append("=\"")
                    .append(line(value).replace('"', '\''))
                    .append('"');
        }
    }

    private static String line(String value) {
        return value.replaceAll("\\p{Cntrl}", " ");
    }
}
