#!/usr/bin/env bash
# Runs the tests of the viewer in a real browser (test/browser), and fails where one of them fails or was skipped.
#
# The browser is AGENTGYM_CHROMIUM, or Debian's chromium, which is installed where it is missing and root can. Where there is
# none, and none can be had, it fails: nothing is proved there. AGENTGYM_SKIP_BROWSER=1 leaves the proofs out, and ends well.
# The package has to be built. What the pages look like is left in test/browser/screenshots, for a person.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ${AGENTGYM_SKIP_BROWSER:-} == 1 ]]; then
  echo 'Proofs in a browser are skipped: AGENTGYM_SKIP_BROWSER is 1.'
  exit 0
fi

fail() {
  echo "Nothing is proved in a browser: $1" >&2
  echo 'Install chromium, or name one in AGENTGYM_CHROMIUM; AGENTGYM_SKIP_BROWSER=1 leaves these proofs out.' >&2
  exit 1
}

find_chromium() {
  local place
  for place in "${AGENTGYM_CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    if [[ -n $place && -x $place ]]; then
      echo "$place"
      return
    fi
  done
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

chromium=$(find_chromium)
if [[ -z $chromium ]]; then
  [[ $(id -u) == 0 ]] || fail 'there is no chromium, and only root could install it.'
  command -v apt-get >/dev/null || fail 'there is no chromium, and no apt-get to install it with.'
  echo 'Installing chromium'
  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends chromium; } \
    >"$folder/apt.log" 2>&1 || tail -n 3 "$folder/apt.log"
  chromium=$(find_chromium)
  [[ -n $chromium ]] || fail 'there is no chromium, and it could not be installed.'
fi

# Without AGENTGYM_REQUIRE_CHROMIUM a test that finds no browser is skipped; with it, it fails.
export AGENTGYM_CHROMIUM=$chromium AGENTGYM_REQUIRE_CHROMIUM=1
npx vitest run --reporter=default --reporter=json --outputFile.json="$folder/report.json" test/browser
node - "$folder/report.json" <<'NODE'
const { readFileSync } = require('node:fs');
const { numTotalTests, numPassedTests } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
console.log(`In a browser: ${numPassedTests} of ${numTotalTests}`);
process.exit(numTotalTests > 0 && numPassedTests === numTotalTests ? 0 : 1);
NODE
