"""The directory of a job: its request, what it tells while it works, and how it ended.

request.json        what is asked for, written before the job is submitted
examples.jsonl, pairs.jsonl   what is learned from, one JSON object a line
lock, worker.json   held, and written, by the process that works here: no second one may
events.jsonl        progress, one JSON object a line, only appended to
stop                a file that asks for a stop after the step in progress
work/               checkpoints of this script, from which it goes on after it was killed
out/                the candidate, complete once result.json is there
result.json         how it ended; written last
"""

import fcntl
import json
import os
import time
from pathlib import Path

# How this script ends where another process works in the same directory.
BUSY = 75
# Seconds that it waits for the other to end.
PATIENCE = 20


class Failure(Exception):
    """What the user can act on: a code of agentgym's error catalogue, a sentence, and what to do."""

    def __init__(self, code, message, hint=None):
        super().__init__(message)
        self.code = code
        self.hint = hint


class Job:
    """`main` is true for the one process of a job that speaks for all of them."""

    def __init__(self, directory, main):
        self.directory = Path(directory).resolve()
        self.main = main
        self._lock = None

    @property
    def work(self):
        return self.directory / "work"

    @property
    def out(self):
        return self.directory / "out"

    def request(self):
        return json.loads((self.directory / "request.json").read_text("utf-8"))

    def rows(self, name):
        """The JSON objects of a file of lines; none where there is no such file."""
        file = self.directory / name
        if not file.exists():
            return []
        with file.open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines if line.strip() != ""]

    def claim(self):
        """Whether this is the only process that works here. Held until the process ends, however it ends."""
        if not self.main:
            return True
        self._lock = open(self.directory / "lock", "w")
        if not self._lock_taken():
            return False
        group = os.getpgid(0)
        self._write("worker.json", {"pid": group, "started": start_of(group)})
        return True

    def _lock_taken(self):
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                # One that was just killed lets go of it a moment later.
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.1)
            except OSError:
                # A file system without locks: the launcher's own record has to do.
                return True

    def event(self, kind, **fields):
        if not self.main:
            return
        line = json.dumps({"type": kind, **fields, "at": round(time.time(), 3)}, allow_nan=False)
        with (self.directory / "events.jsonl").open("a", encoding="utf-8") as events:
            events.write(line + "\n")

    def finish(self, **result):
        if self.main:
            self._write("result.json", result)

    def stop_asked(self):
        return (self.directory / "stop").exists()

    def _write(self, name, value):
        write_whole(self.directory / name, value)


def write_whole(file, value):
    """JSON, of which a reader finds the old file or the new one, never a part."""
    aside = file.with_name(file.name + ".partial")
    with aside.open("w", encoding="utf-8") as text:
        json.dump(value, text, allow_nan=False)
        text.flush()
        os.fsync(text.fileno())
    aside.replace(file)


def sync(folder):
    """Returns when everything in the folder is on the disk, so that what says that it is complete may be written."""
    for path in [*folder.rglob("*"), folder]:
        if path.is_symlink():
            continue
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            # Some network file systems do not sync folders.
            if path.is_file():
                raise error
        finally:
            os.close(handle)


def start_of(pid):
    """When a process started, as the kernel counts it; empty where there is no /proc."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return text[text.rindex(")") + 2 :].split(" ")[19]
