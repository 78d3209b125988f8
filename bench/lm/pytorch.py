"""PyTorch's side of bench/lm.ts: reads requests from standard input, one JSON object a line, and answers each with one."""

import json
import os
import statistics
import sys
import time

os.environ["TRANSFORMERS_VERBOSITY"] = "error"
os.environ["HF_HUB_OFFLINE"] = "1"
import torch
import transformers

torch.set_num_threads(1)
torch.set_num_interop_threads(1)


def load(checkpoint, attention):
    return transformers.LlamaForCausalLM.from_pretrained(
        checkpoint, dtype=torch.float32, attn_implementation=attention
    )


def moment():
    return time.perf_counter(), time.process_time()


def rate(tokens, start, end):
    return {"wall": tokens / (end[0] - start[0]), "cpu": tokens / (end[1] - start[1])}


def optimiser_of(model, o):
    """The fused AdamW, PyTorch's fastest on a CPU."""
    decayed = [p for n, p in model.named_parameters() if p.dim() == 2 and "embed_tokens" not in n]
    others = [p for n, p in model.named_parameters() if p.dim() != 2 or "embed_tokens" in n]
    groups = [{"params": decayed, "weight_decay": o["weightDecay"]}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=o["learningRate"], betas=o["betas"], eps=o["epsilon"], fused=True)


def train(checkpoint, attention, sequences, steps, warm_up, optimiser):
    """Whole optimiser steps on one batch; the median step after the warm-up."""
    model = load(checkpoint, attention).train()
    adamw = optimiser_of(model, optimiser)
    ids = torch.tensor(sequences)
    losses, rates = [], []
    for _ in range(steps):
        start = moment()
        logits = model(input_ids=ids[:, :-1], use_cache=False).logits
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
        adamw.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), optimiser["clip"])
        adamw.step()
        losses.append(loss.item())
        rates.append(rate(ids[:, 1:].numel(), start, moment()))
    middle = {by: statistics.median(r[by] for r in rates[warm_up:]) for by in ("wall", "cpu")}
    return {**middle, "losses": losses}


@torch.inference_mode()
def generate(checkpoint, prompts, tokens, seconds):
    """Greedy answers with transformers' generate, its KV cache and sdpa attention, again and again for `seconds`."""
    model = load(checkpoint, "sdpa").eval()
    ids = torch.tensor(prompts)
    mask = torch.ones_like(ids)

    def answer_all():
        all_ids = model.generate(ids, attention_mask=mask, do_sample=False, use_cache=True, max_new_tokens=tokens)
        return all_ids[:, ids.shape[1] :]

    answers = answer_all()
    assert answers.shape == (len(prompts), tokens), "an answer ended early"
    start, count = moment(), 0
    while count == 0 or time.perf_counter() - start[0] < seconds:
        answer_all()
        count += answers.numel()
    return {**rate(count, start, moment()), "answers": answers.tolist()}


hello = {"torch": torch.__version__, "transformers": transformers.__version__, "threads": torch.get_num_threads()}
print(json.dumps(hello), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    answer = {"train": train, "generate": generate}[request.pop("what")](**request)
    print(json.dumps(answer), flush=True)
