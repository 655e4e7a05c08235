# Runs a program of this checkout: builds what is missing or older than its sources, then becomes the packed program. Sourced by the
# scripts in the root; not part of the package.

readonly dist=$root/systemd/target/ringcast
readonly stamp=$root/systemd/target/.built

# Whether the packed programs are there and newer than everything that they are made of. The files in the package carry the time of
# the release, so the age is that of the archive beside it, which is written last.
up_to_date() {
    local reference=$stamp archive
    for archive in "$root"/systemd/target/ringcast-*.tar.gz; do
        if [ "$archive" -nt "$reference" ]; then
            reference=$archive
        fi
    done
    [ -e "$reference" ] && [ -x "$dist/bin/ringcastd" ] || return 1
    [ -z "$(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main "$root"/systemd/src -newer "$reference" -print -quit)" ]
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

# Installs a JDK and Maven where that can be done, else says what is missing.
require_tools() {
    local missing=() jdk
    if ! command -v "${JAVA_HOME:+$JAVA_HOME/bin/}javac" >/dev/null; then
        missing+=("a JDK, 17 or newer")
    fi
    command -v mvn >/dev/null || missing+=("Maven, 3.8.7 or newer")
    [ ${#missing[@]} -gt 0 ] || return 0
    if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null; }; then
        echo "${0##*/}: installing ${missing[*]} …" >&2
        as_root apt-get -qq update >&2 || true
        for jdk in 17 21 25; do
            apt-cache show "openjdk-$jdk-jdk-headless" >/dev/null 2>&1 && break
        done
        if as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get -qq install -y --no-install-recommends "openjdk-$jdk-jdk-headless" maven >/dev/null; then
            return 0
        fi
    fi
    echo "${0##*/}: cannot build: missing ${missing[*]}" >&2
    exit 69
}

build() {
    require_tools
    mkdir -p "$root/systemd/target"
    # Two commands started together build once.
    if command -v flock >/dev/null; then
        exec 9>"$root/systemd/target/.lock"
        flock 9
        if up_to_date; then
            exec 9>&-
            return 0
        fi
    fi
    echo "${0##*/}: building (once; a minute or two when dependencies have to be fetched) …" >&2
    # What is edited while it builds is newer than the start of the build.
    touch "$stamp.new"
    if ! (cd "$root" && mvn -q -B -Dstyle.color=never -Dmaven.test.skip=true package) >&2 9>&-; then
        echo "${0##*/}: the build failed: cd $root && mvn -Dmaven.test.skip=true package" >&2
        exit 70
    fi
    mv "$stamp.new" "$stamp"
    exec 9>&-
}

run_from_checkout() {
    up_to_date || build
    exec "$dist/bin/$1" "${@:2}"
}
