#!/bin/sh
# A throw-away Slurm on this machine, for test/contract/slurm.test.ts: a munge key, munged, slurmctld and slurmd of their own,
# in a folder of their own, on free ports. Debian's packages: slurmctld slurmd slurm-client munge.
#
#   sudo scripts/slurm-test-host.sh start FOLDER     then: export SLURM_CONF=FOLDER/slurm.conf
#   sudo scripts/slurm-test-host.sh stop FOLDER
#
# Jobs run as whoever submits them; slurmd has to be root for that, or to run as that very user, who then starts this.
set -eu

usage() {
  echo "usage: $0 start|stop FOLDER" >&2
  exit 2
}

[ $# -eq 2 ] || usage
action=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
PATH=$PATH:/usr/sbin:/sbin

require() {
  missing=
  for command in munged mungekey slurmctld slurmd sinfo scontrol; do
    command -v "$command" >/dev/null || missing="$missing $command"
  done
  [ -z "$missing" ] && return
  echo "Not installed:$missing. On Debian: apt-get install slurmctld slurmd slurm-client munge" >&2
  exit 2
}

# Two ports that nobody listens at.
ports() {
  python3 -c '
import socket
sockets = [socket.socket() for _ in range(2)]
for one in sockets:
    one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in sockets))'
}

configure() {
  host=$(hostname -s)
  user=$(id -un)
  set -- $(ports)
  cat >"$folder/slurm.conf" <<CONF
ClusterName=agentgym-test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
# A job that is queued again waits until its credentials have run out.
AuthInfo=socket=$folder/munge/socket,cred_expire=20
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldPort=$1
SlurmdPort=$2
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=5
ReturnToService=2
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MailProg=/bin/true
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
}

start() {
  require
  if [ -e "$folder/slurm.conf" ]; then
    echo "$folder has a slurm.conf already; stop that one first: $0 stop $folder" >&2
    exit 2
  fi
  mkdir -p "$folder/munge" "$folder/state" "$folder/spool"
  chmod 755 "$folder" "$folder/munge"
  configure
  mungekey --create --keyfile="$folder/munge/key"
  chmod 600 "$folder/munge/key"
  # A folder under /tmp is open to all, which munged does not like; --force has it warn.
  munged --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" --pid-file="$folder/munge/pid" \
    --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" 2>"$folder/munge/err"
  export SLURM_CONF="$folder/slurm.conf"
  slurmctld
  slurmd
  for _ in $(seq 60); do
    if sinfo --noheader --states=idle --format=%n 2>/dev/null | grep -q .; then
      echo "export SLURM_CONF=$folder/slurm.conf"
      exit 0
    fi
    sleep 1
  done
  echo "Slurm did not come up; see $folder/slurmctld.log and $folder/slurmd.log" >&2
  exit 1
}

# By the ids that they wrote down, and only while the folder is theirs.
stop() {
  if ! grep -qs '^ClusterName=agentgym-test$' "$folder/slurm.conf"; then
    echo "$folder has no Slurm of this script's" >&2
    exit 2
  fi
  for file in slurmd.pid slurmctld.pid munge/pid; do
    [ -s "$folder/$file" ] || continue
    pid=$(cat "$folder/$file")
    kill "$pid" 2>/dev/null || continue
    for _ in $(seq 50); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.2
    done
  done
  rm -rf "$folder/munge" "$folder/state" "$folder/spool"
  rm -f "$folder/slurm.conf" "$folder"/slurmctld.* "$folder"/slurmd.*
  rmdir "$folder" 2>/dev/null || true
}

case $action in
  start) start ;;
  stop) stop ;;
  *) usage ;;
esac
