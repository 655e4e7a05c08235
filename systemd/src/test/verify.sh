#!/usr/bin/env bash
# Checks what is packed: the unit file, the layout of the directory and the archive, the launchers. After mvn package.
# Prints a line for each check; exits 1 if one failed.
set -uo pipefail
module=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dist=$module/target/ringcast
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# check NAME COMMAND...: passes if the command does, and says why not otherwise.
check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        echo "ok      package: $name"
    else
        echo "FAILED  package: $name"
        printf '%s\n' "$output" | sed 's/^/        /'
        failed=1
    fi
}

# systemd-analyze exits 0 on keys that it does not know, and says so: it must say nothing.
unit_is_understood() {
    sed "s#/usr/bin/ringcastd#$dist/bin/ringcastd#" "$module/src/systemd/ringcastd.service" >"$work/ringcastd.service"
    local said
    said=$(systemd-analyze verify --man=no "$work/ringcastd.service" 2>&1) && [ -z "$said" ] && return 0
    echo "${said:-systemd-analyze failed}"
    return 1
}

unit_is_hardened() {
    local said exposure
    said=$(systemd-analyze security --offline=true --no-pager "$work/ringcastd.service" 2>&1)
    exposure=$(sed -n 's/.*Overall exposure level for .*: \([0-9.]*\) .*/\1/p' <<<"$said")
    awk -v exposure="$exposure" 'BEGIN { exit !(exposure != "" && exposure <= 2.5) }' && return 0
    echo "exposure: ${exposure:-unknown} (expected: at most 2.5)"
    return 1
}

is_executable() {
    [ -x "$dist/bin/ringcastd" ] && [ -x "$dist/bin/ringcast" ] && [ -r "$dist/bin/launch.sh" ]
}

has_no_unused_netty() {
    local size
    ls "$dist"/lib | grep -E 'quic|http2|http3|netty-all|mqtt|marshalling' && return 1
    size=$(du -ck "$dist"/lib/netty-* | tail -1 | cut -f1)
    [ "$size" -lt 6000 ] && return 0
    echo "netty takes $size KiB (expected: less than 6000)"
    return 1
}

archive_equals_directory() {
    tar -xzf "$module"/target/ringcast-*.tar.gz -C "$work" && diff -r "$work"/ringcast-*/ "$dist"
}

client_says_its_version() {
    local said
    said=$("$dist/bin/ringcast" --version) && [[ $said == "ringcast "[0-9]* ]] && return 0
    echo "$said"
    return 1
}

works_through_a_symbolic_link() {
    ln -s "$dist/bin/ringcast" "$work/linked" && "$work/linked" --version
}

java_that_is_too_old_is_told() {
    mkdir -p "$work/jdk/bin"
    printf '#!/bin/sh\nexit 1\n' >"$work/jdk/bin/java"
    chmod +x "$work/jdk/bin/java"
    echo 'JAVA_VERSION="11.0.2"' >"$work/jdk/release"
    local said
    said=$(JAVA_HOME=$work/jdk "$dist/bin/ringcast" --version 2>&1)
    [ $? -eq 69 ] && [[ $said == *"is Java 11 (expected: 17 or newer"* ]] && return 0
    echo "$said"
    return 1
}

if command -v systemd-analyze >/dev/null; then
    check "systemd understands every key of the unit" unit_is_understood
    check "the unit is hardened" unit_is_hardened
else
    echo "skipped package: the unit file (no systemd-analyze)"
fi
check "programs are executable" is_executable
check "no part of Netty that is not used" has_no_unused_netty
check "archive and directory are the same" archive_equals_directory
check "the client starts" client_says_its_version
check "the client starts through a symbolic link" works_through_a_symbolic_link
check "a Java that is too old is told" java_that_is_too_old_is_told
exit $failed
