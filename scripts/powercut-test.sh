#!/usr/bin/env bash
# The test that cuts the power: it records with strace what the program writes,
# and plays it again up to random moments. SHIFU_TEST_CUTS says how many.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! strace -o /dev/null true 2>/dev/null; then
  echo "Tracing is refused here: the test of a power cut was NOT run."
  exit 0
fi
export CGO_ENABLED=0
go test -count=1 -timeout 20m -tags strace -run PowerCut -v ./data/
