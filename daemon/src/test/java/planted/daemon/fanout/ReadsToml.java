package planted.daemon.fanout;

import org.tomlj.TomlTable;

/** Planted: the configuration format outside config. */
record ReadsToml(TomlTable table) {}
