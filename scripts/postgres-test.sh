#!/usr/bin/env bash
# The store tests on a PostgreSQL of their own: made in a temporary folder,
# reached by a unix socket only, gone afterwards. Arguments go to `go test`.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || true)")
[ -x "$bin/initdb" ] || { echo "there is no PostgreSQL here: apt-get install postgresql" >&2; exit 3; }

dir=$(mktemp -d /tmp/shifu-postgres.XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
  chown postgres "$dir"
  as=(runuser -u postgres --)
fi
stop() {
  "${as[@]}" "$bin/pg_ctl" -D "$dir/db" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$dir"
}
trap stop EXIT

cd "$dir"
"${as[@]}" "$bin/initdb" -D "$dir/db" -U shifu --auth=trust --encoding=UTF8 --locale=C.UTF-8 >"$dir.log" 2>&1 ||
  { cat "$dir.log"; exit 1; }
rm -f "$dir.log"
"${as[@]}" "$bin/pg_ctl" -D "$dir/db" -w -o "-k $dir -h ''" -l "$dir/db/server.log" start >/dev/null ||
  { cat "$dir/db/server.log"; exit 1; }
cd - >/dev/null

export SHIFU_TEST_POSTGRES="postgres:///postgres?host=$dir&user=shifu"
export CGO_ENABLED=0
go test -timeout 600s "${@:-./data/...}"
"$bin/postgres" --version
