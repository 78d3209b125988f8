"""Prints, as JSON, what an interpreter has of the packages named as arguments, and which devices PyTorch sees."""

import json
import platform
import sys
from importlib.metadata import PackageNotFoundError, version


def installed(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def devices():
    try:
        import torch
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:300]}
    if not torch.cuda.is_available():
        return {"cuda": []}
    return {"cuda": [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]}


said = {"python": platform.python_version(), "packages": {name: installed(name) for name in sys.argv[1:]}}
if said["packages"].get("torch") is not None:
    said["devices"] = devices()
print(json.dumps(said))
