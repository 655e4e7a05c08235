package planted.protocol.mpegts;

public record Packet(long offset) {}
