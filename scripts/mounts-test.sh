#!/usr/bin/env bash
# The tests that need a disk of their own: full, and read-only. Root only, since
# they mount small tmpfs; in a mount namespace, so that nothing stays mounted.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(id -u)" = 0 ] || { echo "mounting needs root" >&2; exit 3; }
export CGO_ENABLED=0
unshare --mount go test -timeout 120s -tags mounts -run 'FullDisk|ReadOnlyFolder' -v ./data/
