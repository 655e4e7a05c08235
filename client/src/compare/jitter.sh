#!/usr/bin/env bash
# client/src/compare/jitter.sh          measures how evenly Ringcast, ffmpeg and multicat send datagrams, and prints a table
# client/src/compare/jitter.sh --quick  one round of a few seconds
#
#   --rounds N          how often everything is measured, one after the other; medians are shown  (3)
#   --duration S        seconds that are captured in each run                                     (12)
#   --settle S          seconds before that                                                       (8)
#   --senders "NAME …"  of ringcast ffmpeg ffmpeg-bitrate multicat                                (all)
#   --scenarios "ID …"  of 1x8 1x38 100x4 (streams x Mbit/s)                                      (all)
#
# Needs root: sender and receiver each get a network namespace of their own, a virtual cable lies between them, and tcpdump listens at the
# receiver's end. All send the same MPEG-TS of constant rate, seven packets a datagram, to a multicast group. The jitter of a datagram is
# how far it came from its place in the evenest sequence that fits (least squares over the numbers of all datagrams of its stream); gap is
# how far two that follow each other are from the mean distance. Missing programs are installed through apt where that can be done, else
# left out. Captures and logs are left in target/jitter. Exit codes: 0 done, 64 usage, 69 something needed is not there.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(readlink -f "$here/../../..")
work=$root/target/jitter
. "$root/systemd/src/bin/checkout.sh"

readonly tx=ringcast-tx rx=ringcast-rx group=239.77.0.1 first_port=5001

rounds=3
duration=12
settle=8
senders="ringcast ffmpeg ffmpeg-bitrate multicat"
scenarios="1x8 1x38 100x4"

usage() {
    echo "${0##*/}: $1 (see the first lines of the script)" >&2
    exit 64
}

while [ $# -gt 0 ]; do
    if [ "$1" = --quick ]; then
        rounds=1 duration=4 settle=4
        shift
        continue
    fi
    [ $# -ge 2 ] || usage "$1"
    case $1 in
        --rounds) rounds=$2 ;;
        --duration) duration=$2 ;;
        --settle) settle=$2 ;;
        --senders) senders=$2 ;;
        --scenarios) scenarios=$2 ;;
        *) usage "$1" ;;
    esac
    shift 2
done

# ---- what is there

# Installs Debian packages; nothing here is a service.
have() {
    command -v "$1" >/dev/null || { command -v apt-get >/dev/null && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq install -y --no-install-recommends "$2" >/dev/null 2>&1; }
}

require() {
    local pair there="" sender
    [ "$(id -u)" -eq 0 ] || { echo "${0##*/}: user: $(id -un) (expected: root, for network namespaces)" >&2; exit 69; }
    for pair in ip:iproute2 tcpdump:tcpdump ffmpeg:ffmpeg python3:python3-minimal; do
        have "${pair%%:*}" "${pair#*:}" || { echo "${0##*/}: missing: ${pair%%:*} (expected: the package ${pair#*:})" >&2; exit 69; }
    done
    for sender in $senders; do
        case $sender in
            ringcast | ffmpeg | ffmpeg-bitrate) there="$there $sender" ;;
            multicat) if have multicat multicat; then there="$there $sender"; else echo "left out: multicat (expected: the package multicat)" >&2; fi ;;
            *) usage "--senders $sender" ;;
        esac
    done
    senders=$there
}

# Sets the parameters of a scenario.
scenario() {
    case $1 in
        1x8) streams=1 mbits=8 ;;
        1x38) streams=1 mbits=38 ;;
        100x4) streams=100 mbits=4 ;;
        *) usage "--scenarios $1" ;;
    esac
    film=$work/film-$mbits.ts
}

# A minute of moving picture and sound in exactly so many Mbit/s.
make_film() {
    [ ! -e "$film" ] || return 0
    echo "making a film of $mbits Mbit/s"
    local video=$((mbits * 800))k
    ffmpeg -nostdin -v error -y -f lavfi -i testsrc2=s=640x360:r=25 -f lavfi -i sine=r=48000 -t 60 -c:v mpeg2video -b:v "$video" -minrate "$video" \
        -maxrate "$video" -bufsize $((mbits * 50))k -g 12 -bf 0 -c:a mp2 -b:a 128k -f mpegts -muxrate "${mbits}000000" -pcr_period 20 \
        "$work/making.ts"
    mv "$work/making.ts" "$film"
}

# ---- processes and namespaces: all that this script makes ends with it

started=()

end_all() {
    local pid
    for pid in "${started[@]}"; do
        kill -TERM "$pid" 2>/dev/null || true
    done
    for pid in "${started[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    started=()
}

clean_up() {
    end_all
    ip netns del $tx 2>/dev/null || true
    ip netns del $rx 2>/dev/null || true
}
trap clean_up EXIT
trap 'exit 130' INT TERM

make_network() {
    ip netns add $tx
    ip netns add $rx
    ip -n $tx link add eth0 type veth peer name eth0 netns $rx
    ip -n $tx addr add 10.77.0.1/24 dev eth0
    ip -n $rx addr add 10.77.0.2/24 dev eth0
    for ns in $tx $rx; do
        ip -n $ns link set lo up
        ip -n $ns link set eth0 up
        ip -n $ns route add 239.0.0.0/8 dev eth0
    done
}

# send LOG COMMAND…
send() {
    local log=$1
    shift
    ip netns exec $tx "$@" >"$log" 2>&1 </dev/null &
    started+=("$!")
}

start_sender() {
    local port outputs=""
    case $1 in
        ringcast)
            for port in $(seq $first_port $((first_port + streams - 1))); do
                outputs="$outputs \"udp://$group:$port\","
            done
            send "$work/origin.log" python3 -m http.server 28710 --bind 127.0.0.1 --directory "$work"
            cat >"$work/ringcast.toml" <<EOF
[daemon]
http = "127.0.0.1:28711"
admin = "127.0.0.1:28712"
[source.film]
inputs = ["http://127.0.0.1:28710/${film##*/}"]
at-end = "repeat"
outputs = [$outputs]
EOF
            send "$work/ringcast.log" "$dist/bin/ringcastd" run -c "$work/ringcast.toml"
            ;;
        ffmpeg | ffmpeg-bitrate)
            for port in $(seq $first_port $((first_port + streams - 1))); do
                local to="udp://$group:$port?pkt_size=1316"
                [ "$1" = ffmpeg ] || to="$to&bitrate=${mbits}000000&burst_bits=10528"
                send "$work/ffmpeg.log" ffmpeg -nostdin -v error -re -i "$film" -c copy -f mpegts -muxrate "${mbits}000000" "$to"
            done
            ;;
        multicat)
            [ -e "${film%.ts}.aux" ] || ingests -p 256 "$film" >/dev/null 2>&1
            for port in $(seq $first_port $((first_port + streams - 1))); do
                send "$work/multicat.log" multicat -U -t 1 "$film" "$group:$port"
            done
            ;;
    esac
}

# CPU seconds of all that was started, children too.
cpu_ticks() {
    local pid child sum=0
    for pid in "${started[@]}"; do
        for child in "$pid" $(cat "/proc/$pid/task/$pid/children" 2>/dev/null); do
            sum=$((sum + $(awk '{ print $14 + $15 }' "/proc/$child/stat" 2>/dev/null || echo 0)))
        done
    done
    echo "$sum"
}

all_run() {
    local pid
    for pid in "${started[@]}"; do
        kill -0 "$pid" 2>/dev/null || return 1
    done
}

# ---- one run

# Reads a capture as text and prints: streams, datagrams, jitter p50 p99 p99.9 max, gap p99; microseconds.
readonly analysis='
{
    split($1, clock, ":")
    t = (clock[1] * 3600 + clock[2] * 60 + clock[3]) * 1e6
    to = $5; sub(/:$/, "", to); sub(/.*\./, "", to)
    i = n[to]++
    at[to, i] = t
}
function quantile(file, p, count,    k, line) {
    k = int(count * p) + 1
    if (k > count) k = count
    line = ""
    cmd = "sort -g " file " | sed -n " k "p"
    cmd | getline line
    close(cmd)
    return line
}
END {
    for (to in n) {
        if (n[to] < 100) continue
        streams++
        mi = (n[to] - 1) / 2; mt = 0; b = 0; d = 0
        for (i = 0; i < n[to]; i++) mt += at[to, i] / n[to]
        for (i = 0; i < n[to]; i++) { b += (i - mi) * (at[to, i] - mt); d += (i - mi) * (i - mi) }
        b /= d
        for (i = 0; i < n[to]; i++) {
            away = at[to, i] - (mt + b * (i - mi))
            print (away < 0 ? -away : away) > deviations
            count++
            if (i) { g = at[to, i] - at[to, i - 1] - b; print (g < 0 ? -g : g) > gaps; gapCount++ }
        }
    }
    close(deviations); close(gaps)
    if (!count) { print "0 0 0 0 0 0 0"; exit }
    printf "%d %d %.0f %.0f %.0f %.0f %.0f\n", streams, count, quantile(deviations, 0.5, count), quantile(deviations, 0.99, count), \
        quantile(deviations, 0.999, count), quantile(deviations, 1, count), quantile(gaps, 0.99, gapCount)
}'

# measure ROUND SENDER
measure() {
    local before after figures capture=$work/$id-$2.pcap
    printf 'round %d  %-6s %-15s ' "$1" "$id" "$2"
    start_sender "$2"
    if ! ip netns exec $rx timeout 60 tcpdump -ni eth0 -c 1 "udp portrange 5001-5100" >/dev/null 2>&1; then
        echo "nothing came: target/jitter/*.log"
        end_all
        return
    fi
    sleep "$settle"
    before=$(cpu_ticks)
    ip netns exec $rx timeout -s INT "$duration" tcpdump -ni eth0 -s 64 -B 65536 --time-stamp-precision=nano -w "$capture" \
        "udp portrange 5001-5100" >/dev/null 2>"$work/tcpdump.log" || true
    after=$(cpu_ticks)
    if ! all_run; then
        echo "gave up by itself: $(tail -n 1 "$work/${2%-bitrate}.log")"
        end_all
        return
    fi
    end_all
    figures=$(tcpdump -nn -q -ttttt --time-stamp-precision=nano -r "$capture" 2>/dev/null \
        | LC_ALL=C awk -v deviations="$work/deviations" -v gaps="$work/gaps" "$analysis")
    echo "$id $2 $figures $(((after - before) * 1000 / $(getconf CLK_TCK) / duration))" >>"$work/runs.txt"
    # shellcheck disable=SC2086
    set -- $figures
    printf '%3d streams, %7d datagrams, jitter p50 %5d  p99 %6d  p99.9 %6d  max %6d us, gap p99 %6d us, CPU %3d ms/s\n' "$@" \
        $(((after - before) * 1000 / $(getconf CLK_TCK) / duration))
    rm -f "$capture" "$work/deviations" "$work/gaps"
}

report() {
    echo
    echo "| streams x Mbit/s | sender | jitter p50 us | p99 | p99.9 | max | gap p99 | CPU ms/s |"
    echo "|---|---|--:|--:|--:|--:|--:|--:|"
    local id sender column values
    for id in $scenarios; do
        for sender in $senders; do
            printf '| %s | %s |' "$id" "$sender"
            for column in 5 6 7 8 9 10; do
                values=$(awk -v id="$id" -v sender="$sender" -v column=$column '$1 == id && $2 == sender && $3 > 0 { print $column }' \
                    "$work/runs.txt" | sort -g)
                # shellcheck disable=SC2086
                printf ' %s |' "$(printf '%s\n' $values | awk '{ v[NR] = $1 } END { print NR ? v[int((NR + 1) / 2)] : "-" }')"
            done
            echo
        done
    done
}

require
up_to_date || build
mkdir -p "$work"
: >"$work/runs.txt"
make_network
for round in $(seq "$rounds"); do
    for id in $scenarios; do
        scenario "$id"
        make_film
        for sender in $senders; do
            measure "$round" "$sender"
        done
    done
done
report
