"""Checkpoints: the one that training starts from, its own on the way, and the candidate in Hugging Face layout."""

import inspect
import json
import shutil
from pathlib import Path

import torch
from job import Failure, sync, write_whole
from transformers import AutoModelForCausalLM

# What a candidate keeps of a base that is a directory, as it stands there.
CARRIED = [
    "tokenizer.json",
    "tokenizer_config.json",
    "tokenizer.model",
    "chat_template.jinja",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "merges.txt",
    "generation_config.json",
]
MARK = "complete.json"
# Where no process has the whole model, as accelerate calls it.
SHARDED = ("FSDP", "DEEPSPEED", "MEGATRON_LM")


class Base:
    """What a checkpoint directory is: a whole model, an adapter of another, or a reference to one that is elsewhere."""

    def __init__(self, path):
        self.path = Path(path)
        self.adapter = None
        self.revision = None
        model = str(self.path)
        adapter = self.path / "adapter_config.json"
        if adapter.exists():
            self.adapter = model
            model = json.loads(adapter.read_text("utf-8"))["base_model_name_or_path"]
        reference = Path(model) / "reference.json"
        if reference.exists():
            said = json.loads(reference.read_text("utf-8"))
            model, self.revision = said["model"], said.get("revision")
        # A Hub id, or a directory.
        self.model = model

    @property
    def directory(self):
        return Path(self.model) if Path(self.model).is_dir() else None


def read_json(file):
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def end_ids(model):
    declared = getattr(model.generation_config, "eos_token_id", None)
    declared = model.config.eos_token_id if declared is None else declared
    return [] if declared is None else declared if isinstance(declared, list) else [declared]


def load(base, settings):
    """The model to train, its type as it is to be saved, and whether its logits can be computed in places only."""
    extra = {"revision": base.revision} if base.revision else {}
    if settings.get("attention"):
        extra["attn_implementation"] = settings["attention"]
    adapts = settings.get("lora") is not None
    stored = "auto"
    try:
        # All parameters are trained in float32, beside which bf16 is what is computed in; a frozen base may be bf16.
        dtype = torch.bfloat16 if adapts and settings["precision"] == "bf16" else torch.float32
        model = AutoModelForCausalLM.from_pretrained(base.model, dtype=dtype, **extra)
    except (OSError, ValueError) as error:
        raise Failure("E_STORE_CHECKPOINT", f"{base.model} cannot be read: {error}.") from error
    named = getattr(model.config, "dtype", None)
    if base.directory is not None:
        described = read_json(base.directory / "config.json")
        named = described.get("dtype") or described.get("torch_dtype")
    stored = {"bfloat16": torch.bfloat16, "float16": torch.float16}.get(str(named).replace("torch.", ""), torch.float32)
    narrow = "logits_to_keep" in inspect.signature(model.forward).parameters
    if base.adapter is not None:
        from peft import PeftModel

        model = PeftModel.from_pretrained(model, base.adapter, is_trainable=adapts)
        if not adapts:
            model = model.merge_and_unload()
    return model, torch.float32 if settings["precision"] == "fp32" else stored, narrow


def peft_config(base, settings):
    """For a fresh adapter; a base that is one already is trained on."""
    lora = settings.get("lora")
    if lora is None or base.adapter is not None:
        return None
    from peft import LoraConfig

    targets = lora.get("targets", "all-linear")
    return LoraConfig(
        task_type="CAUSAL_LM", r=lora["rank"], lora_alpha=lora["alpha"], lora_dropout=lora["dropout"], target_modules=targets
    )


def mark_complete(job, step, account):
    """A checkpoint without the mark was being written when the job was killed."""
    if job.main:
        folder = job.work / f"checkpoint-{step}"
        sync(folder)
        write_whole(folder / MARK, account)


def latest(job):
    """The last checkpoint that is complete, and what the account knew then; None where there is none."""
    found = [(int(path.name.split("-")[1]), path) for path in job.work.glob("checkpoint-*")]
    for _, path in sorted(found, reverse=True):
        if (path / MARK).exists():
            return str(path), json.loads((path / MARK).read_text("utf-8"))
    return None, None


def save(trainer, job, base, tokenizer, dtype, out):
    """Leaves the candidate in `out`: a whole model, or an adapter."""
    state = trainer.accelerator.get_state_dict(trainer.model_wrapped)
    model = trainer.accelerator.unwrap_model(trainer.model_wrapped)
    adapter = hasattr(model, "peft_config")
    if not job.main:
        return
    shutil.rmtree(out, ignore_errors=True)
    if adapter:
        model.save_pretrained(out, state_dict=state)
        (out / "README.md").unlink(missing_ok=True)
        described = read_json(out / "adapter_config.json")
        described["base_model_name_or_path"] = base.model
        (out / "adapter_config.json").write_text(json.dumps(described, indent=2, sort_keys=True) + "\n", "utf-8")
        return
    model.config.dtype = dtype
    model.save_pretrained(out, state_dict={name: value.to(dtype) for name, value in state.items()})
    carry(base, tokenizer, dtype, out)


def carry(base, tokenizer, dtype, out):
    if base.directory is None:
        tokenizer.save_pretrained(out)
        return
    for name in CARRIED:
        if (base.directory / name).exists():
            shutil.copyfile(base.directory / name, out / name)
    config = read_json(base.directory / "config.json")
    for key in ("dtype", "torch_dtype"):
        if key in config:
            config[key] = str(dtype).replace("torch.", "")
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")


def probes(trainer, chat, conversations, tokens, dtype):
    """What the candidate answers greedily, with the log-probability of each token at temperature 1."""
    model = trainer.model_wrapped
    inner = trainer.accelerator.unwrap_model(model)
    if str(trainer.accelerator.distributed_type.value) not in SHARDED and not hasattr(inner, "peft_config"):
        # As it was saved, and will be served.
        inner.to(dtype)
    device = trainer.accelerator.device
    answers = []
    model.eval()
    for messages in conversations:
        prompt = chat.prompt(messages)
        said, logprobs = [], []
        while len(said) < tokens and (not said or said[-1] not in chat.end_ids):
            ids = torch.tensor([prompt + said], device=device)
            mask = torch.ones_like(ids)
            with torch.no_grad(), trainer.compute_loss_context_manager():
                logits = model(input_ids=ids, attention_mask=mask, use_cache=False).logits[0, -1]
            choice = torch.log_softmax(logits.float(), -1)
            token = int(choice.argmax())
            said.append(token)
            logprobs.append(float(choice[token]))
        text = chat.tokenizer.decode(said, skip_special_tokens=True)
        answers.append({"messages": messages, "text": text, "logprobs": logprobs})
    return answers
