#!/usr/bin/env bash
# The tests that need a disk of their own: full, and read-only. They mount small
# tmpfs, which only root may do, in a mount namespace, so that nothing stays.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! unshare --mount true 2>/dev/null; then
  echo "Mounting is refused here: the tests of a full and of a read-only disk were NOT run."
  exit 0
fi
export CGO_ENABLED=0
unshare --mount go test -timeout 120s -tags mounts -run 'FullDisk|ReadOnlyFolder' -v ./data/
