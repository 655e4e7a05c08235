package planted.daemon.fanout;

public record Listener(long cursor) {}
