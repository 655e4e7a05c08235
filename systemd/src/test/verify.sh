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

has_a_page_for_each_command() {
    local program section command result=0
    for program in ringcast:1 ringcastd:8; do
        section=${program#*:}
        program=${program%:*}
        for command in "" $("$dist/bin/$program" --help | sed -n '/^Commands:/,/^$/ { /^  [a-z]/ { s/,.*//; s/^  \([a-z-]*\) .*/\1/; p } }'); do
            [ -s "$dist/share/man/man$section/$program${command:+-}$command.$section.gz" ] && continue
            echo "no page for: $program $command"
            result=1
        done
    done
    [ "$(find "$dist/share/man" -name '*.gz' | wc -l)" -ge 20 ] && return "$result"
    echo "too few pages:" "$dist"/share/man/*/*
    return 1
}

# Every warning that groff has is on; what is not said is said to nobody.
pages_are_good_roff() {
    local page said result=0
    for page in "$dist"/share/man/man?/*.gz; do
        # What only says which other page it is, is looked for from the folder of the manual, unpacked.
        gzip -dc "$page" | grep -q '^\.so ' && continue
        if ! said=$(gzip -dc "$page" | groff -man -Tutf8 -ww -z 2>&1) || [ -n "$said" ]; then
            echo "${page##*/}: ${said:-groff failed}"
            result=1
        fi
    done
    said=$(gzip -dc "$dist/share/man/man1/ringcast-listen.1.gz" | groff -man -Tutf8 -P-cbou)
    case $said in
        *NAME*SYNOPSIS*"ringcast listen"*--from=WHERE*"EXIT STATUS"*EXAMPLES*"| ffplay -"*"SEE ALSO"*) return "$result" ;;
    esac
    printf '%s\n' "$said"
    return 1
}

completes_in_bash() {
    local said
    said=$(bash -c 'source "$1"; COMP_WORDS=(ringcast doc); COMP_CWORD=1; _complete_ringcast; echo "${COMPREPLY[*]}"
        source "$2"; COMP_WORDS=(ringcastd che); _complete_ringcastd; echo "${COMPREPLY[*]}"' \
        bash "$dist/share/bash-completion/completions/ringcast" "$dist/share/bash-completion/completions/ringcastd" 2>/dev/null)
    [ "$said" = $'doctor\ncheck-config' ] && return 0
    echo "$said"
    return 1
}

# Somebody presses Tab in a shell at a terminal: the first time, when the file is loaded, and after that.
completes_in_zsh() {
    cat >"$work/tab.zsh" <<'EOF'
zmodload zsh/zpty
zpty shell 'zsh -f -i'
zpty -w shell 'PS1=""; fpath=($SHARE/zsh/vendor-completions $fpath); autoload -Uz compinit; compinit -u -D; echo rea""dy'
zpty -r -m shell seen '*ready*' || exit 1
for each in 'ringcast doc:doctor' 'ringcast listen --exa:--exact' 'ringcastd che:check-config'; do
    zpty -n -w shell "${each%:*}"$'\t\C-aecho got \C-e\n'
    zpty -r -m shell seen "*got ${each%% *} *${each#*:}*" || exit 1
    echo "$each"
done
EOF
    timeout 60 env SHARE="$dist/share" HOME="$work" TERM=dumb zsh -f "$work/tab.zsh"
}

holds() { grep -qxF "$1" "$work/contents" || echo "not in the package: $1"; }

debian_package_holds_them() {
    local missing
    dpkg-deb --fsys-tarfile "$module"/target/ringcast_*_all.deb | tar -t | sed 's#^\./#/#; s#^[^/]#/&#' >"$work/contents"
    missing=$(holds /usr/share/man/man1/ringcast-listen.1.gz
        holds /usr/share/man/man8/ringcastd.8.gz
        holds /usr/share/bash-completion/completions/ringcast
        holds /usr/share/bash-completion/completions/ringcastd
        holds /usr/share/zsh/vendor-completions/_ringcast
        holds /usr/share/zsh/vendor-completions/_ringcastd
        holds /usr/share/doc/ringcast/docs/operations.md)
    [ -z "$missing" ] && return 0
    echo "$missing"
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
check "a man page for each command" has_a_page_for_each_command
check "groff has no warning for a man page" pages_are_good_roff
check "completes in bash" completes_in_bash
check "completes in zsh" completes_in_zsh
if command -v dpkg-deb >/dev/null; then
    check "the Debian package holds man pages and completion" debian_package_holds_them
else
    echo "skipped package: what is in the Debian package (no dpkg-deb)"
fi
exit $failed
