#!/usr/bin/env bash
# Runs the tests that need Python (PyTorch, TRL, transformers' server, Ray, MLflow, TensorBoard, readers of Parquet), and Slurm
# where it can be had, and fails where one of them fails or was skipped.
#
# The packages go into a virtual environment of its own, which is kept: ${AGENTGYM_PYTHON_CACHE}, or
# ~/.cache/agentgym/python-<digest of what is in it>. It takes 1.5 GB with PyTorch for CPUs, and 6 GB with what PyPI has, where
# download.pytorch.org cannot be reached. With AGENTGYM_PYTHON set, that interpreter is used as it is, and nothing installed.
#
# Where there is no Python >= 3.10, or PyPI cannot be reached, it says so and ends well: nothing is proved there. Slurm's tests
# run against SLURM_CONF, or else a Slurm that is started for them (scripts/slurm-test-host.sh) where Debian's packages are
# there, or root can install them; where not, they alone are skipped. The package has to be built.
set -euo pipefail
cd "$(dirname "$0")/.."

UV=uv==0.13.9
REQUIREMENTS=(src/train/trl/requirements.txt test/requirements.txt)
TORCH_FOR_CPUS=https://download.pytorch.org/whl/cpu
TESTS=(python-parity parquet serve-python trl ray slurm evolve-pytorch tracking)

skip() {
  echo "Proofs with Python are skipped: $1"
  exit 0
}

find_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11 python3.10; do
    if "$name" -c 'import sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
}

reaches() {
  "$base" - "$1" <<'PYTHON' 2>/dev/null
import sys, urllib.request
urllib.request.urlopen(sys.argv[1], timeout=10).close()
PYTHON
}

make_environment() {
  rm -rf "$environment"
  "$base" -m venv "$environment"
  # Installed by pip as pip is configured here; a mirror's address holds for uv too.
  "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 15 "$UV" 2>"$environment/pip.log" ||
    skip "pip could not install $UV: $(tail -n 1 "$environment/pip.log")"
  local index options=()
  index=$("$environment/bin/python" -m pip config get global.index-url 2>/dev/null || true)
  index=${PIP_INDEX_URL:-$index}
  if [[ -n $index ]]; then options+=(--default-index "$index"); fi
  if reaches "$TORCH_FOR_CPUS/"; then options+=(--torch-backend cpu); fi
  local requirements=()
  for file in "${REQUIREMENTS[@]}"; do requirements+=(-r "$file"); done
  UV_SYSTEM_CERTS=1 "$environment/bin/uv" pip install --quiet --python "$environment/bin/python" "${options[@]}" "${requirements[@]}"
  echo "$digest" >"$environment/complete"
}

# Sets SLURM_CONF, or says why not.
start_slurm() {
  local packages=(slurmctld slurmd slurm-client munge) command lacking=
  for command in munged mungekey slurmctld slurmd sinfo; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$command" >/dev/null || lacking=yes
  done
  if [[ -n $lacking && $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    echo "Installing Slurm: ${packages[*]}"
    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends "${packages[@]}"; } \
      >"$folder/apt.log" 2>&1 || tail -n 3 "$folder/apt.log"
  fi
  if scripts/slurm-test-host.sh start "$folder/slurm" >"$folder/slurm.log" 2>&1; then
    export SLURM_CONF=$folder/slurm/slurm.conf
  else
    echo "Slurm is not tried: $(tail -n 1 "$folder/slurm.log")"
  fi
}

leave() {
  if [[ -d $folder/slurm ]]; then scripts/slurm-test-host.sh stop "$folder/slurm" || true; fi
  rm -rf "$folder"
}

# Of each file: every test passed, and none was skipped.
all_played() {
  node - "$1" "$2" <<'NODE'
const { readFileSync } = require('node:fs');
const [report, mayBeSkipped] = process.argv.slice(2);
const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
let lacking = 0;
for (const { name, assertionResults } of testResults) {
  const file = name.split('/').at(-1);
  const skipped = assertionResults.filter(({ status }) => status !== 'passed');
  console.log(`${file}: ${assertionResults.length - skipped.length} of ${assertionResults.length}`);
  if (file === mayBeSkipped) continue;
  lacking += skipped.length + (assertionResults.length === 0 ? 1 : 0);
  for (const { fullName, status } of skipped) console.log(`  ${status}: ${fullName}`);
}
if (lacking > 0) console.log('Proofs are lacking, although their environment was made.');
process.exit(lacking > 0 || testResults.length === 0 ? 1 : 0);
NODE
}

if [[ -z ${AGENTGYM_PYTHON:-} ]]; then
  base=$(find_python)
  [[ -n $base ]] || skip 'there is no Python 3.10 or newer (with venv).'
  digest=$(cat "${REQUIREMENTS[@]}" <("$base" -c 'import sys; print(sys.version, sys.prefix)') | sha256sum | cut -c 1-12)
  environment=${AGENTGYM_PYTHON_CACHE:-$HOME/.cache/agentgym/python-$digest}
  mkdir -p "$(dirname "$environment")"
  # One at a time makes it.
  exec 9>"$environment.lock"
  if command -v flock >/dev/null; then flock 9; fi
  if [[ $(cat "$environment/complete" 2>/dev/null) != "$digest" ]]; then make_environment; fi
  exec 9>&-
  export AGENTGYM_PYTHON=$environment/bin/python
fi

folder=$(mktemp -d)
trap leave EXIT
if [[ -z ${SLURM_CONF:-} ]]; then start_slurm; fi
may_be_skipped=
if [[ -z ${SLURM_CONF:-} ]]; then may_be_skipped=slurm.test.ts; fi
files=()
for name in "${TESTS[@]}"; do
  if [[ -e test/contract/$name.test.ts ]]; then files+=("test/contract/$name.test.ts"); fi
done
# Two test files at a time, and small matrices: threads would only wait for each other.
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}
npx vitest run --reporter=default --reporter=json --outputFile.json="$folder/report.json" "${files[@]}"
all_played "$folder/report.json" "$may_be_skipped"
