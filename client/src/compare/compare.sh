#!/usr/bin/env bash
# client/src/compare/compare.sh          measures Ringcast beside Icecast, GStreamer and nginx, and writes docs/performance.md
# client/src/compare/compare.sh --quick  the same in a few minutes and less exact; writes target/compare/performance.md
#
#   --rounds N          how often everything is measured, one after the other; medians are shown   (3)
#   --duration S        seconds that are measured in each run                                      (12)
#   --settle S          seconds before that, in which compilers and sockets warm up                (8)
#   --budgets "MS …"    latency budgets of Ringcast                                                ("10 20 50 200 500")
#   --servers "NAME …"  of ringcast icecast gstreamer nginx                                        (all)
#   --scenarios "ID …"  of 1000x1M 5000x128k 10000x128k 200x8M saturation                          (all)
#   --page FILE         the page that gets the tables, between its markers, and the drawings beside it
#   --report            measures nothing: makes the page from what was measured last
#
# The server has one core, the origin and the load share another; everything is on loopback. Results, logs and configurations are left in
# target/compare. Missing servers are installed through apt where that can be done (and are not started as services), else named and left
# out. Exit codes: 0 done, 64 usage, 69 something needed is not there.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(readlink -f "$here/../../..")
work=$root/target/compare
. "$root/systemd/src/bin/checkout.sh"

readonly origin_port=28700 origin_tcp=28701 origin_admin=28702 port=28703 admin=28704

rounds=3
duration=12
settle=8
budgets="10 20 50 200 500"
servers="ringcast icecast gstreamer nginx"
scenarios="1000x1M 5000x128k 10000x128k 200x8M saturation"
page=$root/docs/performance.md
report_only=false

usage() {
    echo "${0##*/}: $1 (see the first lines of the script)" >&2
    exit 64
}

while [ $# -gt 0 ]; do
    case $1 in
        --quick)
            rounds=1 duration=5 settle=5 budgets="20 200"
            page=$work/performance.md
            shift
            continue
            ;;
        --report)
            report_only=true
            shift
            continue
            ;;
    esac
    [ $# -ge 2 ] || usage "$1"
    case $1 in
        --rounds) rounds=$2 ;;
        --duration) duration=$2 ;;
        --settle) settle=$2 ;;
        --budgets) budgets=$2 ;;
        --servers) servers=$2 ;;
        --scenarios) scenarios=$2 ;;
        --page) page=$(readlink -f "$2") ;;
        *) usage "$1" ;;
    esac
    shift 2
done

# ---- what is there

# Sets the parameters of a scenario: listeners, rate, each so many-th verifies, title.
scenario() {
    case $1 in
        1000x1M) listeners=1000 rate=1Mbit/s every=1 title="1,000 x 1 Mbit/s" ;;
        5000x128k) listeners=5000 rate=128kbit/s every=1 title="5,000 x 128 kbit/s" ;;
        10000x128k) listeners=10000 rate=128kbit/s every=1 title="10,000 x 128 kbit/s" ;;
        200x8M) listeners=200 rate=8Mbit/s every=1 title="200 x 8 Mbit/s" ;;
        saturation) listeners=50 rate=10Gbit/s every=10 title="50 listeners, unpaced" ;;
        *) usage "--scenarios $1" ;;
    esac
}

# Installs Debian packages without starting the services in them.
install_quietly() {
    local policy=/usr/sbin/policy-rc.d ours=false status=0
    if ! [ -e $policy ]; then
        ours=true
        printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null && as_root chmod 755 $policy
    fi
    as_root apt-get -qq update >&2 || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null || status=$?
    ! $ours || as_root rm -f $policy
    return $status
}

require_servers() {
    local server command package there=""
    for server in $servers; do
        case $server in
            ringcast) command=java package=default-jre-headless ;;
            icecast) command=icecast2 package=icecast2 ;;
            gstreamer) command=gst-launch-1.0 package="gstreamer1.0-tools gstreamer1.0-plugins-base" ;;
            nginx) command=nginx package=nginx-light ;;
            *) usage "--servers $server" ;;
        esac
        # shellcheck disable=SC2086
        if command -v $command >/dev/null || { command -v apt-get >/dev/null && install_quietly $package; }; then
            there="$there $server"
        else
            echo "${0##*/}: left out: $server (expected: the package $package)" >&2
        fi
    done
    servers=$there
}

# The first two processors that this shell may use: one for the server, one for everything else.
choose_cores() {
    local list part cores=()
    command -v taskset >/dev/null || { echo "${0##*/}: missing: taskset (expected: the package util-linux)" >&2; exit 69; }
    list=$(taskset -cp $$ | sed 's/.*: //')
    for part in ${list//,/ }; do
        case $part in
            *-*) cores+=($(seq "${part%-*}" "${part#*-}")) ;;
            *) cores+=("$part") ;;
        esac
    done
    [ ${#cores[@]} -ge 2 ] || { echo "${0##*/}: processors: $list (expected: two or more)" >&2; exit 69; }
    server_core=${cores[0]}
    load_core=${cores[1]}
}

raise_limits() {
    ulimit -n 262144 2>/dev/null || ulimit -n "$(ulimit -Hn)"
    files=$(ulimit -n)
    if [ "$files" -lt 21000 ]; then
        echo "${0##*/}: open files: $files (expected: 21000 or more for nginx, which needs two for each of 10,000 listeners)" >&2
    fi
}

version_of() {
    case $1 in
        ringcast) "$dist/bin/ringcastd" --version | head -n 1 ;;
        icecast) icecast2 -v 2>&1 | head -n 1 ;;
        gstreamer) gst-launch-1.0 --version | grep -m 1 GStreamer ;;
        nginx) nginx -v 2>&1 | head -n 1 | sed 's/.*: //' ;;
    esac
}

describe_machine() {
    local server first=true
    printf '{"date":"%s","processor":"%s","processors":%d,"kernel":"%s","congestionControl":"%s","rounds":%d,"seconds":%d,"settleSeconds":%d,"servers":[' \
        "$(date -u +%Y-%m-%d)" \
        "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
        "$(nproc --all)" \
        "$(uname -sr)" \
        "$(cat /proc/sys/net/ipv4/tcp_congestion_control)" \
        "$rounds" "$duration" "$settle"
    for server in $servers; do
        $first || printf ','
        first=false
        printf '{"name":"%s","version":"%s"}' "$server" "$(version_of "$server")"
    done
    printf ']}\n'
}

# ---- processes: each one that this script starts ends with it

started=()

end_process() {
    local pid=$1
    kill -TERM "$pid" 2>/dev/null || true
    for _ in $(seq 50); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}

end_all() {
    local pid
    for pid in "${started[@]}"; do
        end_process "$pid"
    done
    started=()
}
trap end_all EXIT
trap 'exit 130' INT TERM

# start CORE LOG COMMAND…: its process id is in $pid.
start() {
    local core=$1 log=$2
    shift 2
    taskset -c "$core" "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    started+=("$pid")
}

# Waits for a socket that listens on the port, without connecting: some servers would count that as a listener.
await_port() {
    local want
    want=$(printf '%04X' "$1")
    for _ in $(seq 300); do
        if awk -v port=":$want" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }' \
            /proc/net/tcp /proc/net/tcp6 2>/dev/null; then
            return 0
        fi
        kill -0 "$pid" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

# Waits until the port answers a request for /load with 200.
await_stream() {
    local status
    for _ in $(seq 150); do
        status=
        if exec 3<>"/dev/tcp/127.0.0.1/$1"; then
            printf 'GET /load HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n' >&3
            read -r -t 2 status <&3 || true
            exec 3>&- 3<&-
        fi 2>/dev/null
        case $status in *" 200"*) return 0 ;; esac
        sleep 0.2
    done
    return 1
}

# fill TEMPLATE FILE NAME=VALUE…: the template with each @NAME@ replaced.
fill() {
    local template=$1 file=$2 text pair
    shift 2
    text=$(<"$here/$template")
    for pair in "$@"; do
        text=${text//"@${pair%%=*}@"/"${pair#*=}"}
    done
    printf '%s\n' "$text" >"$file"
}

start_origin() {
    local policy=$1
    fill ringcast.toml.in "$work/origin.toml" PORT=$origin_port ADMIN=$origin_admin "INPUT=test:counter?rate=$rate" \
        LATENCY=5ms POLICY="$policy" "OUTPUTS=outputs = [\"tcp://127.0.0.1:$origin_tcp\"]"
    start "$load_core" "$work/origin.log" "$dist/bin/ringcastd" run -c "$work/origin.toml"
    await_port $origin_port && await_stream $origin_port
}

# start_server NAME BUDGET: what listeners connect to is in $url, its process in $pid.
start_server() {
    local owner=""
    url=http://127.0.0.1:$port/load
    case $1 in
        ringcast)
            # Unpaced, it makes the signal itself: what comes over HTTP cannot be held back for ever.
            local input=http://127.0.0.1:$origin_port/load policy=auto
            [ "$id" != saturation ] || input="test:counter?rate=$rate" policy=wait
            fill ringcast.toml.in "$work/ringcast.toml" PORT=$port ADMIN=$admin INPUT="$input" LATENCY="$2ms" POLICY=$policy OUTPUTS=
            start "$server_core" "$work/ringcast.log" "$dist/bin/ringcastd" run -c "$work/ringcast.toml"
            ;;
        icecast)
            # It refuses to be root.
            [ "$(id -u)" -ne 0 ] || owner='<changeowner><user>nobody</user><group>nogroup</group></changeowner>'
            fill icecast.xml.in "$work/icecast.xml" PORT=$port ORIGIN=$origin_port WORK="$work" OWNER="$owner"
            start "$server_core" "$work/icecast.log" icecast2 -c "$work/icecast.xml"
            ;;
        gstreamer)
            url=tcp://127.0.0.1:$port
            start "$server_core" "$work/gstreamer.log" gst-launch-1.0 -q \
                tcpclientsrc host=127.0.0.1 port=$origin_tcp ! tcpserversink host=127.0.0.1 port=$port
            await_port $port
            return
            ;;
        nginx)
            fill nginx.conf.in "$work/nginx.conf" PORT=$port ORIGIN=$origin_port WORK="$work" FILES="$files"
            start "$server_core" "$work/nginx.log" nginx -p "$work" -c "$work/nginx.conf"
            ;;
    esac
    await_port $port && await_stream $port
}

# ---- one run

# first_figure OBJECT MEMBER: a number out of the JSON of the last run, for the line that says how it went.
first_figure() {
    grep -o "\"$1\":{[^}]*}" "$work/run.json" | head -n 1 | grep -o "\"$2\":[0-9.E-]*" | head -n 1 | cut -d : -f 2
}

# measure ROUND SERVER BUDGET
measure() {
    local round=$1 server=$2 budget=$3 policy=skip paced=true error="" label=$2
    [ "$server" != ringcast ] || label="ringcast $budget ms"
    [ "$id" != saturation ] || policy=wait paced=false
    run=$((run + 1))
    printf '[%3d/%d] round %d  %-22s %-16s ' "$run" "$runs" "$round" "$title" "$label"
    rm -f "$work/run.json"
    if ! start_origin $policy; then
        error="the origin did not start: target/compare/origin.log"
    elif ! start_server "$server" "$budget"; then
        error="the server did not start: target/compare/$server.log"
    else
        taskset -c "$load_core" "$dist/bin/ringcast" bench "$url" -n "$listeners" --ramp 2000 --settle "${settle}s" \
            --duration "${duration}s" --threads 1 --check-every "$every" --pid "$pid" --json \
            >"$work/run.json" 2>"$work/load.log" || true
        [ -s "$work/run.json" ] || error="the load failed: $(tail -n 1 "$work/load.log" | tr -d '"\\')"
    fi
    end_all
    {
        printf '{"server":"%s","budgetMillis":%d,"scenario":"%s","paced":%s,"round":%d' "$server" "$budget" "$title" "$paced" "$round"
        if [ -n "$error" ]; then
            printf ',"error":"%s"}\n' "$error"
        else
            printf ',"bench":%s}\n' "$(<"$work/run.json")"
        fi
    } >>"$work/runs.jsonl"
    if [ -n "$error" ]; then
        echo "$error"
    else
        awk -v cpu="$(first_figure server cpuSecondsPerGigabyte)" -v cores="$(first_figure server cores)" \
            -v p99="$(first_figure latencyMillis p99)" -v served="$(first_figure healthy served)" -v all="$listeners" \
            -v load="$(first_figure load cores)" \
            'BEGIN { printf "%7.3f CPU-s/GB  core %3d %%  p99 %7.1f ms  %d of %d served  (load %d %%)\n", cpu, cores * 100, p99, served, all, load * 100 }'
    fi
}

# measure_scenario ROUND: every server once.
measure_scenario() {
    local server budget
    for server in $servers; do
        case "$id:$server" in
            # These can hold no source back: unpaced, they would drop everybody or keep everything.
            saturation:icecast | saturation:gstreamer) ;;
            *:ringcast)
                for budget in $budgets; do
                    measure "$1" ringcast "$budget"
                done
                ;;
            *) measure "$1" "$server" 0 ;;
        esac
    done
}

count_runs() {
    local id server
    runs=0
    for id in $scenarios; do
        for server in $servers; do
            case "$id:$server" in
                saturation:icecast | saturation:gstreamer) ;;
                *:ringcast) runs=$((runs + $(wc -w <<<"$budgets"))) ;;
                *) runs=$((runs + 1)) ;;
            esac
        done
    done
    runs=$((runs * rounds))
}

# ---- all of it

up_to_date || build
mkdir -p "$work"
if ! $report_only; then
    require_servers
    choose_cores
    raise_limits
    # Icecast gives its rights up and then opens files here.
    chmod 755 "$work"
    rm -f "$work/runs.jsonl"
    describe_machine >"$work/machine.json"
    run=0
    count_runs
    for round in $(seq "$rounds"); do
        for id in $scenarios; do
            scenario "$id"
            measure_scenario "$round"
        done
    done
fi
[ "$page" = "$root/docs/performance.md" ] || [ -e "$page" ] || cp "$root/docs/performance.md" "$page"
java -cp "$dist/lib/*" io.ringcast.client.compare.CompareReport "$work" "$page"
echo "${0##*/}: written: $page"
