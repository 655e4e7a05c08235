package planted.daemon.source;

public interface Input {}
