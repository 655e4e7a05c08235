#!/usr/bin/env bash
# A daemon whose origins fail all the time: daemon/src/soak/run.sh [MINUTES]
#
# Ten kinds of input with fifty listeners, another fault at each of them every few seconds (SoakTest). Memory, files and threads of the
# daemon are sampled every ten seconds into daemon/target/soak.md, with a verdict below: nobody lost, and the last third level with the
# middle one. The exit status is 0 only then. SOAK_SEED repeats the faults of another seed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

minutes=${1:-30}
[[ $minutes =~ ^[0-9]+$ ]] || {
    echo "minutes: $minutes (expected: a whole number)" >&2
    exit 64
}
status=0
mvn -B -ntp -q -Plong -pl daemon -am test -Dtest=SoakTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dsurefire.limit=$((minutes * 60 + 600)) -Dsoak.minutes="$minutes" -Dsoak.seed="${SOAK_SEED:-9}" || status=$?
tail -n 12 daemon/target/soak.md
exit "$status"
