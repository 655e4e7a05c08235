package planted.daemon.ring;

public record Head(long offset) {}
