"""Fine-tunes a causal language model as a job directory asks: `python train.py DIRECTORY` (see job.py).

Runs alone or once for each process of torchrun or accelerate, and goes on from its own checkpoints when it is started
again in the same directory.
"""

import json
import os
import shutil
import sys
import traceback
import warnings

from job import BUSY, Failure, Job, sync

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
# Without it, matrix products on a GPU need not come out the same twice.
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")

PACKAGES = ["torch", "transformers", "trl", "peft", "accelerate"]


def main(directory):
    job = Job(directory, main=int(os.environ.get("RANK", "0")) == 0)
    if not job.claim():
        return BUSY
    try:
        job.finish(**train(job))
        return 0
    except Failure as failure:
        job.finish(status="failed", code=failure.code, message=str(failure), hint=failure.hint)
    except ImportError as error:
        hint = "See what is missing with: agentgym doctor --config FILE"
        job.finish(status="failed", code="E_TRAIN_PYTHON", message=f"{sys.executable} lacks a package: {error}.", hint=hint)
    except BaseException as error:
        job.finish(status="failed", message=f"{type(error).__name__}: {error}"[:2000])
        traceback.print_exc()
    return 1


def train(job):
    warnings.filterwarnings("ignore", category=FutureWarning)
    import torch
    from transformers import set_seed
    from transformers.utils import logging
    from trl import SFTConfig

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    request = job.request()
    settings, steps, seed = request["settings"], request["steps"], request["seed"]
    torch.use_deterministic_algorithms(True, warn_only=True)
    set_seed(seed)
    args = SFTConfig(**arguments(job, settings, steps, seed, torch))
    # One device a process; what a machine has more of takes part through a launcher.
    if args.n_gpu > 1:
        args._n_gpu = 1
    return learn(job, request, args)


def arguments(job, settings, steps, seed, torch):
    world = int(os.environ.get("WORLD_SIZE", "1"))
    return {
        "output_dir": str(job.work),
        "max_steps": steps,
        "per_device_train_batch_size": 1,
        "seed": seed % 2**32,
        "bf16": settings["precision"] == "bf16",
        "use_cpu": not torch.cuda.is_available(),
        "gradient_checkpointing": settings["gradientCheckpointing"],
        "max_grad_norm": settings["clip"],
        "save_strategy": "steps",
        "save_steps": settings["saveEvery"],
        # The one before the last stays until the last is whole.
        "save_total_limit": 2,
        "logging_strategy": "no",
        "report_to": [],
        "disable_tqdm": True,
        "remove_unused_columns": False,
        "ddp_find_unused_parameters": False,
        "dataloader_num_workers": 0,
        "dataset_kwargs": {"skip_prepare_dataset": True},
        "loss_type": "nll",
        "max_length": None,
        "gradient_accumulation_steps": accumulation(settings, world),
    }


def accumulation(settings, world):
    shards = settings["shards"]
    if shards % world != 0:
        raise Failure(
            "E_TRAIN_JOB",
            f"A step has {shards} parts, which {world} processes cannot share evenly.",
            "Set train.shards to a multiple of the number of processes.",
        )
    return shards // world


def learn(job, request, args):
    from datasets import Dataset

    import checkpoints
    from chat import Chat, load_tokenizer
    from learning import Account, Reference, WeightedTrainer
    from lessons import read_lessons

    settings, steps = request["settings"], request["steps"]
    base = checkpoints.Base(request["base"])
    tokenizer = load_tokenizer(base.model, base.revision)
    model, dtype, narrow = checkpoints.load(base, settings)
    chat = Chat(tokenizer, checkpoints.end_ids(model), base.model)
    lessons, dropped = read_lessons(job, request, chat, model.config)
    world = int(os.environ.get("WORLD_SIZE", "1"))
    args.gradient_accumulation_steps = lessons.per_step // world
    if settings["gradientCheckpointing"]:
        model.config.use_cache = False

    account = Account(job, steps)
    resume, kept = checkpoints.latest(job)
    account.kept = kept or account.kept
    trainer = WeightedTrainer(
        model=model,
        args=args,
        train_dataset=Dataset.from_dict({"micro": list(range(steps * lessons.per_step))}),
        processing_class=tokenizer,
        peft_config=checkpoints.peft_config(base, settings),
        lessons=lessons,
        settings=settings,
        steps=steps,
        narrow=narrow,
        reference=None if lessons.pair_plan is None else Reference(job, len(lessons.pairs)),
        account=account,
        stop_asked=job.stop_asked,
    )
    job.event(
        "started",
        steps=steps,
        resumedFrom=0 if resume is None else int(resume.rsplit("-", 1)[1]),
        processes=args.world_size,
        device=str(args.device.type),
        sequences=0 if lessons.plan is None else len(lessons.sequences),
        pairs=0 if lessons.pair_plan is None else len(lessons.pairs),
        dropped=dropped,
        divisor=lessons.divisor,
        versions=versions(),
    )
    trainer.train(resume_from_checkpoint=resume)
    if args.device.type == "cuda":
        import torch

        job.event("memory", peakMemory=torch.cuda.max_memory_allocated())
    if trainer.state.global_step < steps:
        return {"status": "stopped", "step": trainer.state.global_step}
    leave(job, request, trainer, checkpoints, base, chat, dtype)
    kept = account.kept
    return {
        "status": "succeeded",
        "loss": account.loss,
        "steps": steps,
        "tokens": kept["tokens"],
        "lossTokens": kept["lossTokens"],
        "dropped": dropped,
    }


def leave(job, request, trainer, checkpoints, base, chat, dtype):
    """The candidate with its probes, complete before anybody is told; then what was kept on the way goes."""
    checkpoints.save(trainer, job, base, chat.tokenizer, dtype, job.out)
    answers = checkpoints.probes(trainer, chat, request.get("probes", []), request.get("probeTokens", 16), dtype)
    trainer.accelerator.wait_for_everyone()
    if not job.main:
        return
    if answers:
        (job.out / "probes.json").write_text(json.dumps({"probes": answers}, indent=1) + "\n", "utf-8")
    sync(job.out)
    shutil.rmtree(job.work, ignore_errors=True)
    (job.directory / "reference.pt").unlink(missing_ok=True)


def versions():
    from importlib.metadata import version

    return {name: version(name) for name in PACKAGES}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
