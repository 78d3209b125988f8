"""The trainer: TRL's SFTTrainer with the losses, the order of data, the optimiser and the schedule of agentgym.

The loss of a step is Σ weight·nll / N over all its micro-batches, on whichever processes they are, with N one constant of
the stage; TRL's own would drop the weights, and a mean over a batch, or over processes, would cancel them. Preference
pairs add Σ −log σ(β·margin) / P (direct preference optimisation, arXiv 2305.18290), P being the mean number of pairs of a
step.
"""

import math
import os
import time

import torch
import torch.nn.functional as F
from batches import padded
from job import Failure
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import SequentialSampler
from transformers import Trainer, TrainerCallback
from trl import SFTTrainer


class Lessons:
    """What is learned from: sequences with their plan, and pairs of sequences with theirs; either may be None."""

    def __init__(self, sequences, plan, pairs, pair_plan):
        self.sequences, self.plan = sequences, plan
        self.pairs, self.pair_plan = pairs, pair_plan
        self.shards = (plan or pair_plan).shards
        # The constants that losses are divided by.
        self.divisor = plan.mean_per_step(sum(s.loss_tokens for s in sequences)) if plan else None
        self.pair_divisor = pair_plan.mean_per_step(len(pairs)) if pair_plan else None

    @property
    def per_step(self):
        """Micro-batches of an optimiser step."""
        return self.shards * ((self.plan is not None) + (self.pair_plan is not None))

    def collate(self, rows):
        """The micro-batch of that number, counted through all steps: those of sequences first in each step."""
        step, place = divmod(rows[0]["micro"], self.per_step)
        if self.plan is not None and place < self.shards:
            chosen = self.plan.micro_batch(step * self.shards + place)
            return assemble([self.sequences[i] for i in chosen])
        chosen = self.pair_plan.micro_batch(step * self.shards + place % self.shards)
        return self.assemble_pairs(chosen)

    def assemble_pairs(self, chosen):
        """Rows of the preferred ones, then, in the same order, of the others."""
        batch = assemble([self.pairs[i][side] for side in (0, 1) for i in chosen])
        return {**batch, "pairs": torch.tensor(chosen)}


def assemble(sequences):
    """Row r: input_ids[r, t] is followed by labels[r, t], whose prediction has weight weights[r, t]."""
    rows, length = len(sequences), padded(max(s.inputs for s in sequences))
    ids = torch.zeros(rows, length, dtype=torch.long)
    labels, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    weights = torch.zeros(rows, length)
    for row, s in enumerate(sequences):
        ids[row, : s.inputs] = torch.tensor(s.ids[:-1])
        labels[row, : s.inputs] = torch.tensor(s.ids[1:])
        weights[row, : s.inputs] = torch.tensor(s.weights[1:])
        mask[row, : s.inputs] = 1
    return {"input_ids": ids, "attention_mask": mask, "labels": labels, "weights": weights}


def losses_of_tokens(model, batch, narrow):
    """Negative log-likelihood of the tokens with a weight: (nll, their rows, their weights), each one-dimensional."""
    weights, labels = batch["weights"], batch["labels"]
    extra = {}
    if narrow:
        # Logits only where some row has a loss: with real vocabularies they are most of the memory.
        columns = (weights > 0).any(dim=0).nonzero().flatten()
        weights, labels = weights[:, columns], labels[:, columns]
        extra["logits_to_keep"] = columns
    logits = model(
        input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], use_cache=False, **extra
    ).logits
    rows, columns = (weights > 0).nonzero(as_tuple=True)
    nll = F.cross_entropy(logits[rows, columns].float(), labels[rows, columns], reduction="none")
    return nll, rows, weights[rows, columns]


def log_likelihoods(model, batch, narrow):
    """Sum of the log-probabilities of each row's marked tokens."""
    nll, rows, _ = losses_of_tokens(model, batch, narrow)
    sums = torch.zeros(batch["input_ids"].shape[0], dtype=nll.dtype, device=nll.device)
    return -sums.index_add(0, rows, nll)


def learning_rate(settings, step, steps):
    """Of `step`, from 1: linear warm-up, then decay towards zero, or constant (src/lm/training/schedule.ts)."""
    peak = settings["learningRate"]
    warmup = min(settings["warmup"], steps // 10)
    if step <= warmup:
        return peak * step / (warmup + 1)
    progress = (step - warmup - 1) / max(1, steps - warmup)
    if settings["schedule"] == "constant":
        return peak
    if settings["schedule"] == "linear":
        return peak * (1 - progress)
    return peak * (1 + math.cos(math.pi * progress)) / 2


# Places in the sums that every process adds to.
WEIGHTED, WEIGHT, PREFERENCE, PAIRS, TOKENS, LOSS_TOKENS, STOP = range(7)


class WeightedTrainer(SFTTrainer):
    # compute_loss divides by constants of the stage; nothing else is to be divided by.
    loss_is_scaled_for_ga = True

    def __init__(self, *args, lessons, settings, steps, narrow, reference, account, stop_asked, **kwargs):
        self.lessons, self.settings, self.steps, self.narrow = lessons, settings, steps, narrow
        self.reference, self.account, self.stop_asked = reference, account, stop_asked
        self.sums = None
        super().__init__(*args, data_collator=lessons.collate, **kwargs)
        self.add_callback(Progress(self))

    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        if self.sums is None:
            self.sums = torch.zeros(7, dtype=torch.float64, device=inputs["input_ids"].device)
        self.sums[TOKENS] += inputs["attention_mask"].sum()
        loss = self._preference(model, inputs) if "pairs" in inputs else self._weighted(model, inputs)
        # Gradients are averaged over the processes; the loss is a sum.
        return loss * self.accelerator.num_processes

    def _weighted(self, model, inputs):
        nll, _, weights = losses_of_tokens(model, inputs, self.narrow)
        total = (weights * nll).sum()
        self.sums[WEIGHTED] += total.detach().double()
        self.sums[WEIGHT] += weights.sum().double()
        self.sums[LOSS_TOKENS] += weights.numel()
        share = self.settings["sftWeight"] if self.lessons.pair_plan is not None else 1
        return share * total / self.lessons.divisor

    def _preference(self, model, inputs):
        pairs = inputs["pairs"]
        preferred, other = log_likelihoods(model, inputs, self.narrow).split(len(pairs))
        reference = self.reference.values.to(preferred.device)[pairs]
        margin = self.settings["beta"] * ((preferred - reference[:, 0]) - (other - reference[:, 1]))
        total = -F.logsigmoid(margin).sum()
        self.sums[PREFERENCE] += total.detach().double()
        self.sums[PAIRS] += len(pairs)
        self.sums[LOSS_TOKENS] += (inputs["weights"] > 0).sum()
        return total / self.lessons.pair_divisor

    def _clip_grad_norm(self, model):
        norm = super()._clip_grad_norm(model)
        self.sums[STOP] = 1.0 if self.stop_asked() else 0.0
        totals = self.accelerator.reduce(self.sums, reduction="sum").tolist()
        self.sums = None
        finite = norm is None or bool(torch.isfinite(torch.as_tensor(norm)).all())
        step = self.state.global_step + 1
        if not finite or not all(math.isfinite(total) for total in totals):
            raise Failure(
                "E_TRAIN_DIVERGED",
                f"The loss or the gradient is not a number at step {step}.",
                "Lower the learning rate, or lengthen the warm-up.",
            )
        self.account.step(step, totals, norm=None if norm is None else float(norm), share=self.settings["sftWeight"])
        return norm

    def create_optimizer(self, model=None):
        if self.optimizer is not None:
            return self.optimizer
        model = self.model if model is None else model
        embeddings = {id(p) for p in model.get_input_embeddings().parameters()}
        # Matrices, an untied head among them; not norms and biases, nor embeddings (src/lm/training/layout.ts).
        groups = {True: [], False: []}
        for parameter in model.parameters():
            if parameter.requires_grad:
                groups[parameter.ndim == 2 and id(parameter) not in embeddings].append(parameter)
        rate, s = self.settings["learningRate"], self.settings
        lists = [
            {"params": groups[True], "weight_decay": s["weightDecay"]},
            {"params": groups[False], "weight_decay": 0.0},
        ]
        lists = [group for group in lists if group["params"]]
        if s["optimiser"] == "sgd":
            # For comparisons: no moments, no decay.
            self.optimizer = torch.optim.SGD([p for group in lists for p in group["params"]], lr=rate)
        else:
            self.optimizer = torch.optim.AdamW(lists, lr=rate, betas=tuple(s["betas"]), eps=1e-8)
        return self.optimizer

    def create_scheduler(self, num_training_steps, optimizer=None):
        if self.lr_scheduler is None:
            peak = self.settings["learningRate"]
            rate = lambda done: learning_rate(self.settings, min(done + 1, self.steps), self.steps) / peak
            self.lr_scheduler = LambdaLR(optimizer if optimizer is not None else self.optimizer, rate)
        return self.lr_scheduler

    def _get_train_sampler(self, train_dataset=None):
        # The micro-batches are in the order of the plan already.
        return SequentialSampler(self.train_dataset if train_dataset is None else train_dataset)

    def _save_checkpoint(self, model, trial):
        # Without TRL's model card.
        Trainer._save_checkpoint(self, model, trial)

    def log(self, logs, start_time=None):
        # Progress is told step by step, as events.
        pass


class Progress(TrainerCallback):
    """Fills in the reference before the first step; stops, and keeps what is done, when that is asked for."""

    def __init__(self, trainer):
        self.trainer = trainer

    def on_train_begin(self, args, state, control, **kwargs):
        if self.trainer.reference is not None:
            self.trainer.reference.fill(self.trainer)

    def on_step_end(self, args, state, control, **kwargs):
        if self.trainer.account.stop and state.global_step < state.max_steps:
            control.should_save = True
            control.should_training_stop = True

    def on_save(self, args, state, control, **kwargs):
        self.trainer.accelerator.wait_for_everyone()
        self.trainer.account.saved(state.global_step)


class Account:
    """Adds up what steps come to; what it knows is kept with each checkpoint, so that a job that goes on knows it too."""

    def __init__(self, job, steps):
        self.job, self.steps = job, steps
        self.stop = False
        self.kept = {"last": 0.0, "lastSteps": 0, "tokens": 0, "lossTokens": 0}
        self._since, self._tokens = None, 0

    def step(self, step, totals, norm, share):
        sft = totals[WEIGHTED] / totals[WEIGHT] if totals[WEIGHT] > 0 else 0.0
        preference = totals[PREFERENCE] / totals[PAIRS] if totals[PAIRS] > 0 else None
        loss = sft if preference is None else preference + (share * sft if totals[WEIGHT] > 0 else 0.0)
        self.stop = totals[STOP] > 0
        kept = self.kept
        kept["tokens"] += int(totals[TOKENS])
        kept["lossTokens"] += int(totals[LOSS_TOKENS])
        if step > self.steps - math.ceil(self.steps / 10):
            kept["last"] += loss
            kept["lastSteps"] += 1
        now = time.monotonic()
        if self._since is None:
            self._since, self._tokens = now, kept["tokens"]
        seconds = now - self._since
        speed = (kept["tokens"] - self._tokens) / seconds if seconds > 0 else 0.0
        parts = {} if preference is None else {"preference": preference, **({"sft": sft} if totals[WEIGHT] > 0 else {})}
        gradient = {} if norm is None else {"gradientNorm": norm}
        self.job.event("step", step=step, steps=self.steps, loss=loss, tokensPerSecond=speed, **gradient, **parts)

    def saved(self, step):
        from checkpoints import mark_complete

        mark_complete(self.job, step, self.kept)

    @property
    def loss(self):
        return self.kept["last"] / max(1, self.kept["lastSteps"])


class Reference:
    """Log-likelihoods of all pairs under the checkpoint that training starts from; kept in a file for when it goes on."""

    def __init__(self, job, count):
        self.file = job.directory / "reference.pt"
        self.main = job.main
        self.count = count
        self.values = torch.load(self.file, weights_only=True) if self.file.exists() else None

    def fill(self, trainer):
        if self.values is not None:
            return
        state, lessons = trainer.accelerator, trainer.lessons
        values = torch.zeros(self.count, 2, dtype=torch.float64, device=state.device)
        model = trainer.model_wrapped
        model.eval()
        for at in range(0, self.count, state.num_processes):
            # Every process takes as many steps, for sharded models: at the end some do one again, which is not counted.
            index = min(at + state.process_index, self.count - 1)
            batch = {key: value.to(state.device) for key, value in lessons.assemble_pairs([index]).items()}
            with torch.no_grad(), trainer.compute_loss_context_manager():
                found = log_likelihoods(model, batch, trainer.narrow)
            if at + state.process_index < self.count:
                values[index] = found.double()
        self.values = state.reduce(values, reduction="sum").float().cpu()
        model.train()
        if self.main:
            aside = self.file.with_suffix(".partial")
            with aside.open("wb") as file:
                torch.save(self.values, file)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self.file)
        state.wait_for_everyone()
