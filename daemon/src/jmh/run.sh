#!/usr/bin/env bash
# Benchmarks of the ring and the tick: daemon/src/jmh/run.sh [quick|full] [regular expression of benchmark names]
#
# quick takes about two minutes and shows orders of magnitude; full takes ten or so and says how sure it is. Garbage is shown beside each
# time: gc.alloc.rate.norm is bytes for each operation. Everything is in daemon/src/jmh/target/jmh.json as well.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

mode=${1:-quick}
benchmarks=${2:-io.ringcast}
case $mode in
    quick) options=(-f 1 -wi 2 -w 1s -i 3 -r 1s) ;;
    full) options=(-f 3 -wi 5 -w 2s -i 5 -r 2s) ;;
    *)
        echo "mode: $mode (expected: quick or full)" >&2
        exit 64
        ;;
esac

mvn -B -ntp -q -Pjmh -pl daemon/src/jmh -am process-classes -Dspotless.check.skip=true
cd daemon/src/jmh
java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
exec "$java" -cp "target/classes:$(cat target/classpath)" org.openjdk.jmh.Main \
    -jvmArgs "-Xms256m -Xmx256m -XX:+UseSerialGC -XX:MaxDirectMemorySize=256m" \
    -prof gc -rf json -rff target/jmh.json -foe true "${options[@]}" "$benchmarks" </dev/null
