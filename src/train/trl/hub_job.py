"""A training job of Hugging Face Jobs: `hub_job.py MOUNTED REPOSITORY BRANCH PROCESSES`.

The job's directory is mounted read-only (request.json, the rows, base/, and this script's folder as code/) and copied to
where it can be written. Events go to the log, a line each behind a mark; what the job leaves goes to the branch: the
candidate's files at its root, so that the branch's commit is a model, and result.json and events.jsonl beside them. The
machine and its disk are gone when this script ends.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

# The orchestrating side looks for these at the beginning of a line.
EVENT = "agentgym-event "


def main(mounted, repository, branch, processes):
    directory = Path(tempfile.mkdtemp(prefix="agentgym-")) / "job"
    shutil.copytree(mounted, directory)
    request = json.loads((directory / "request.json").read_text("utf-8"))
    request["base"] = str(directory / "base")
    (directory / "request.json").write_text(json.dumps(request), "utf-8")
    ended = threading.Event()
    teller = threading.Thread(target=tell, args=(directory / "events.jsonl", ended))
    teller.start()
    exit_code = train(directory, processes)
    ended.set()
    teller.join()
    if not (directory / "result.json").exists():
        failed = {"status": "failed", "message": f"the training process ended with exit code {exit_code}, and left no result"}
        (directory / "result.json").write_text(json.dumps(failed), "utf-8")
    leave(directory, repository, branch)
    return exit_code


def train(directory, processes):
    script = [str(Path(__file__).with_name("train.py")), str(directory)]
    several = ["-m", "accelerate.commands.launch", "--num_processes", str(processes)] if processes > 1 else []
    return subprocess.run([sys.executable, *several, *script], check=False).returncode


def tell(file, ended):
    """Prints events as they are appended, whole lines only, and the rest once the training has ended."""
    at = 0
    while True:
        last = ended.wait(1.0)
        if file.exists():
            with file.open("rb") as lines:
                lines.seek(at)
                fresh = lines.read()
            whole = fresh[: fresh.rfind(b"\n") + 1]
            at += len(whole)
            for line in whole.decode("utf-8").splitlines():
                print(EVENT + line, flush=True)
        if last:
            return


def leave(directory, repository, branch):
    from huggingface_hub import HfApi

    files = directory / "out"
    files.mkdir(exist_ok=True)
    for name in ("result.json", "events.jsonl"):
        if (directory / name).exists():
            shutil.copyfile(directory / name, files / name)
    # The token is a secret of the job: HF_TOKEN in its environment.
    HfApi().upload_folder(
        repo_id=repository,
        repo_type="model",
        revision=branch,
        folder_path=str(files),
        commit_message="What the job left",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
