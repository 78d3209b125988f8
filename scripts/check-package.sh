#!/usr/bin/env bash
# Packs the package, installs the tarball in an empty folder as a user would (without our .npmrc), and runs the smoke
# config that ships in it from there. The package has to be built.
#
# --ignore-scripts, because onnxruntime-node's install script downloads GPU libraries from a host that many networks
# cannot reach, and npm then refuses the whole installation. The CPU build is in the package; nothing needs a script.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cd "$root"
name=$(node -p "require('./package.json').name")
tarball=$(npm pack --silent --pack-destination "$folder")

mkdir "$folder/app"
cd "$folder/app"
npm install --ignore-scripts --no-audit --no-fund "../$tarball"
# `--no`: another package on the registry is called agentgym, and must never be fetched in place of ours.
npx --no -- agentgym --version
test -f "node_modules/$name/dist/ui/index.html"
test ! -e "node_modules/$name/dist/viewer/ui"
# What others wrote goes with their licences: the packages in the pages, and the data.
for package in preact uplot; do
  grep -q "^## $package - " "node_modules/$name/dist/ui/LICENSES.txt"
done
test -s "node_modules/$name/data/textcraft/LICENSE.txt"
test -s "node_modules/$name/data/wordle/COPYRIGHT.txt"
npx --no -- agentgym evolve --config "node_modules/$name/configs/smoke.yaml" --run-dir run
node -e "if (require('./run/summary.json').status !== 'completed') process.exit(1)"
node --input-type=module -e "const { evolve } = await import('$name'); if (typeof evolve !== 'function') process.exit(1)"
echo "The package installs from its tarball, and evolves."
