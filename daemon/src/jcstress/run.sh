#!/usr/bin/env bash
# Ordering tests of the ring: daemon/src/jcstress/run.sh [quick|full] [regular expression of test names]
#
# quick takes about a minute on two cores; full walks through all compilation modes of the JVM and takes half an hour or so.
# The last line is "jcstress: N passed, N failed"; the exit status is 0 only if at least one test ran and none failed.
# The report goes to daemon/src/jcstress/target/report.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

mode=${1:-quick}
tests=${2:-io.ringcast}
case $mode in
    quick) options=(-f 1 -fsm 1 -iters 4 -time 400 -sc false -af NONE -jvmArgs "-Xms256m -Xmx256m") ;;
    full) options=(-m default) ;;
    *)
        echo "mode: $mode (expected: quick or full)" >&2
        exit 64
        ;;
esac

mvn -B -ntp -q -Pjcstress -pl daemon/src/jcstress -am process-classes -Dspotless.check.skip=true
cd daemon/src/jcstress
rm -rf target/report
mkdir -p target/report
java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
status=0
(
    # It leaves its raw results where it runs.
    cd target
    exec "$java" -cp "classes:$(cat classpath)" org.openjdk.jcstress.Main \
        "${options[@]}" -t "$tests" -r report/ 2>&1 </dev/null
) | tee target/jcstress.log || status=$?
rm -f target/jcstress-results-*.bin.gz

# "(Results: 8 planned; 8 passed, 0 failed, 0 soft errs, 0 hard errs)", the last of which is of the whole run.
results=$(grep -o '(Results: [^)]*)' target/jcstress.log | tail -n 1 || true)
number() { sed -nE "s/.*[^0-9]([0-9]+) $1.*/\1/p" <<<"$results"; }
planned=$(number planned)
passed=$(number passed)
passed=${passed:-0}
failed=$((${planned:-0} - passed))
if [ "${planned:-0}" -eq 0 ] || { [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; }; then
    echo "jcstress did not finish: exit status $status, results '$results'"
    failed=$((failed + 1))
fi
# A test that needs more processors than there are is left out without a word.
for source in $(cd java && grep -rl --include='*.java' '^@JCStressTest' .); do
    name=$(sed 's#^\./##; s#/#.#g; s#\.java$##' <<<"$source")
    if grep -qE "$tests" <<<"$name" && [ ! -e "target/report/$name.html" ]; then
        echo "jcstress did not run $name"
        failed=$((failed + 1))
    fi
done
echo "jcstress: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
