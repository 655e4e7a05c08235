package planted.daemon.fanout;

import picocli.CommandLine;

/** Planted: the command line outside cli. */
record HasOptions(CommandLine line) {}
