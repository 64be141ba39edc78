#!/usr/bin/env bash
# Makes the bundled fonts: subsets of Noto Sans SC (SIL Open Font License).
# Run in the repository's root:  scripts/fonts.sh [DIR]
# DIR is a node_modules with @expo-google-fonts/noto-sans-sc (npm install
# @expo-google-fonts/noto-sans-sc@0.4.2); without it a temporary one is filled.
# Needs python3 and Debian's fonttools (apt-get install fonttools).
set -euo pipefail
command -v pyftsubset >/dev/null || { echo "pyftsubset is missing: apt-get install fonttools"; exit 1; }
modules=${1:-}
if [ -z "$modules" ]; then
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	npm install --prefix "$work" --no-audit --no-fund @expo-google-fonts/noto-sans-sc
	modules=$work/node_modules
fi
from=$modules/@expo-google-fonts/noto-sans-sc
list=$(mktemp)
python3 scripts/font-characters.py >"$list"
echo "$(wc -l <"$list") characters asked for"
for style in 400Regular:Regular 700Bold:Bold; do
	source=$from/${style%%:*}/NotoSansSC_${style%%:*}.ttf
	target=assets/fonts/NotoSansSC-${style##*:}.ttf
	# Without hints and vertical forms; kerning stays. Glyph names and the
	# layout of unused scripts only cost memory. The time in the head table is
	# kept, so that the same source gives the same bytes.
	pyftsubset "$source" --unicodes-file="$list" --output-file="$target" \
		--layout-features=kern,ccmp --no-hinting --no-glyph-names --no-recalc-timestamp \
		--drop-tables+=vhea,vmtx,VORG,DSIG,BASE,STAT --name-IDs='*' --notdef-outline
	ls -l "$target"
done
cp "$from/LICENSE_FONT" assets/licences/noto-sans-sc.txt
rm -f "$list"
