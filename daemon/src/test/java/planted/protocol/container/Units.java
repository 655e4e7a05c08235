package planted.protocol.container;

import planted.protocol.mpegts.Packet;

public record Units(Packet first) {}
