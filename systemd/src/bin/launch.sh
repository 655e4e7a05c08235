# How ringcastd and ringcast start: sourced by both. Finds Java and chooses its flags.
#
#   RINGCAST_JAVA_OPTS   more options for Java, after and therefore above the ones chosen here
#   JAVA_HOME            the Java to use; otherwise the java of PATH

fail() {
    echo "$1" >&2
    exit 69 # EX_UNAVAILABLE
}

# The feature release of the Java at $1 (17, 21, …), from its release file because asking Java takes 50 ms.
java_release() {
    local home version
    home=$(dirname "$(dirname "$(readlink -f "$1")")")
    if ! version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$home/release" 2>/dev/null) || [ -z "$version" ]; then
        version=$("$1" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
    fi
    version=${version#1.}
    echo "${version%%[!0-9]*}"
}

find_java() {
    java=${JAVA_HOME:+$JAVA_HOME/bin/java}
    java=${java:-$(command -v java || true)}
    [ -x "$java" ] || fail "${0##*/}: no Java: ${java:-java is not in PATH} (expected: Java 17 or newer; install e.g. openjdk-17-jre-headless or set JAVA_HOME)"
    release=$(java_release "$java")
    [ "${release:-0}" -ge 17 ] || fail "${0##*/}: $java is Java ${release:-of unknown version} (expected: 17 or newer; set JAVA_HOME)"
}

# Bytes of memory that this process may use: the machine's, or its control group's if that is less.
memory_limit() {
    local bytes group limit
    if [ -r /proc/meminfo ]; then
        bytes=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) * 1024))
        group=$(sed -n 's/^0:://p' /proc/self/cgroup 2>/dev/null)
        for limit in "/sys/fs/cgroup$group/memory.max" /sys/fs/cgroup/memory.max; do
            if read -r limit 2>/dev/null <"$limit" && [ "$limit" != max ] && [ "$limit" -lt "$bytes" ]; then
                bytes=$limit
            fi
        done
    else
        bytes=$(sysctl -n hw.memsize)
    fi
    echo "$bytes"
}

# launch PROFILE MAIN-CLASS ARGUMENT...: becomes that program; PROFILE is service (runs for long), load (for minutes) or tool.
launch() {
    local profile=$1 main=$2
    shift 2
    find_java
    # Nearly all memory is in buffers outside the heap and hardly any garbage is made: the serial collector has the smallest
    # footprint, and no threads of its own that take cores from the event loops.
    local flags=(-XX:+UseSerialGC -Xss512k -XX:+ExitOnOutOfMemoryError)
    case $profile in
        service)
            # Java's own limit on buffers is no policy here, the daemon's setting `memory` is: it must fit under this, and the heap,
            # code and kernel buffers beside it.
            flags+=(-Xms32m "-XX:MaxDirectMemorySize=$(($(memory_limit) / 4 * 3))")
            ;;
        load) ;;
        # A command that is over in a moment never gets its compilation time back.
        tool) flags+=(-XX:TieredStopAtLevel=1) ;;
    esac
    if [ "$release" -ge 24 ]; then
        # JEP 472: Netty's native transports are loaded from the class path.
        flags+=(--enable-native-access=ALL-UNNAMED)
    fi
    set -f # the options are words, not patterns
    # shellcheck disable=SC2086
    exec "$java" "${flags[@]}" ${RINGCAST_JAVA_OPTS:-} -cp "$home/lib/*" "$main" "$@"
}
