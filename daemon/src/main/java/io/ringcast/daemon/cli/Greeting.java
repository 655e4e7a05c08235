package io.ringcast.daemon.cli;

import io.ringcast.daemon.app.Daemon;
import io.ringcast.daemon.app.SourceUnit;
import java.io.PrintWriter;
import java.util.Locale;

/** What a person can do next, printed when a daemon that was started at a prompt is up. */
enum Greeting {
    /** Of the test card. */
    DEMO,
    /** Of URLs. */
    URLS;

    /** Prints every command that listens. */
    void print(Daemon daemon, PrintWriter out) {
        daemon.movedPorts().forEach(out::println);
        int streams = daemon.sources().size();
        String onAir = streams == 1 ? "On the air." : streams + " streams on the air.";
        out.println(this == DEMO ? "The test card is on the air: moving picture, running clock, a tone." : onAir);
        for (SourceUnit source : daemon.sources()) {
            print(daemon, source, out);
        }
        daemon.adminAddress().ifPresent(address -> {
            out.println();
            row(out, "status", "./ringcast status --admin http://localhost:" + address.getPort());
            row(out, "metrics", "http://localhost:" + address.getPort() + "/metrics");
        });
        out.println();
        out.println("From another machine use this one's name instead of localhost. Ctrl-C stops.");
        out.flush();
    }

    private static void print(Daemon daemon, SourceUnit source, PrintWriter out) {
        String name = source.config().name();
        out.println();
        out.println(name + "  " + source.config().inputs().get(0).url());
        for (int port : source.tcpPorts()) {
            row(out, "player", "nc localhost " + port + " | ffplay -");
            row(out, "to a file", "nc localhost " + port + " > " + name);
        }
        for (String url : source.datagramUrls()) {
            row(out, "over UDP", "ffplay " + url);
            row(out, "", "vlc " + url);
        }
        daemon.httpAddress().ifPresent(address -> {
            String url = "http://localhost:" + address.getPort() + "/" + name;
            row(out, "VLC, mpv", url);
            row(out, "command line", "curl -s " + url + " | mpv -");
        });
    }

    private static void row(PrintWriter out, String who, String command) {
        out.println(String.format(Locale.ROOT, "  %-14s %s", who, command));
    }
}
