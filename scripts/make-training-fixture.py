"""Writes test/fixtures/training.json: losses, gradients and AdamW steps of small decoders, computed by PyTorch.

    python scripts/make-training-fixture.py     (needs torch and transformers; the tests need neither)

Three architectures (Llama, Qwen2, Qwen3), each with parameters from a formula that the test repeats, one batch of two
sequences with fractional weights, the loss sum(weight * nll) / N and its gradients, and the parameters after three
AdamW steps with clipping. Of large gradients every fifth number is kept.
"""

import json
import math
import os

import torch
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

torch.set_num_threads(1)
SIZES = dict(
    vocab_size=24,
    hidden_size=16,
    intermediate_size=24,
    num_hidden_layers=2,
    max_position_embeddings=64,
    rms_norm_eps=1e-5,
    attn_implementation="eager",
    use_cache=False,
)
MODELS = [
    ("llama", LlamaConfig, LlamaForCausalLM, dict(num_attention_heads=4, num_key_value_heads=2, tie_word_embeddings=True)),
    ("qwen2", Qwen2Config, Qwen2ForCausalLM, dict(num_attention_heads=2, num_key_value_heads=1, tie_word_embeddings=False)),
    (
        "qwen3",
        Qwen3Config,
        Qwen3ForCausalLM,
        dict(num_attention_heads=2, num_key_value_heads=2, head_dim=12, tie_word_embeddings=True),
    ),
]
THETA = 100.0
# The number of tokens with a weight: what the trainer divides by when one step holds the whole batch.
DIVISOR = 20.0
STEPS = dict(learning_rate=1e-2, weight_decay=0.1, clip=0.5, betas=[0.9, 0.999], epsilon=1e-8)
LENGTHS = [21, 9]
EVERY = 5


def fill(name, shape):
    """Parameter values by a formula; the test has the same."""
    salt = sum(ord(c) for c in name)
    count = math.prod(shape)
    values = [math.sin(0.7 * salt + 1.3 * i + 0.001 * i * i) for i in range(count)]
    tensor = torch.tensor(values, dtype=torch.float64)
    if "norm" in name:
        return (1 + 0.3 * tensor).float().reshape(shape)
    return (0.4 * tensor).float().reshape(shape)


def batch():
    sequences = []
    for s, length in enumerate(LENGTHS):
        ids = [(7 * t * t + 5 * t + 3 * s) % 24 if t % 4 else 3 for t in range(length)]
        weights = [0.0 if t == 0 or t % 3 == 0 else 0.25 + (t % 5) / 4 for t in range(length)]
        sequences.append((ids, weights))
    return sequences


def loss_of(model):
    total = 0.0
    for ids, weights in batch():
        tokens = torch.tensor([ids])
        logprobs = torch.log_softmax(model(input_ids=tokens).logits[0, :-1], -1)
        nll = -logprobs.gather(1, tokens[0, 1:, None])[:, 0]
        total = total + (torch.tensor(weights[1:]) * nll).sum()
    return total / DIVISOR


def numbers(tensor):
    flat = tensor.detach().reshape(-1)
    return [float(f"{x:.6g}") for x in (flat[::EVERY] if flat.numel() > 64 else flat).tolist()]


def reference(kind, config_class, model_class, extra):
    config = config_class(**SIZES, **extra)
    rope = dict(rope_type="default", rope_theta=THETA)
    if hasattr(config, "rope_parameters"):
        config.rope_parameters = rope
    config.rope_theta = THETA
    model = model_class(config)
    named = dict(model.named_parameters())
    with torch.no_grad():
        for name, parameter in named.items():
            parameter.copy_(fill(name, list(parameter.shape)))
    undecayed = [p for n, p in named.items() if p.dim() < 2 or "embed_tokens" in n]
    decayed = [p for n, p in named.items() if not (p.dim() < 2 or "embed_tokens" in n)]
    groups = [dict(params=decayed, weight_decay=STEPS["weight_decay"]), dict(params=undecayed, weight_decay=0.0)]
    optimiser = torch.optim.AdamW(groups, lr=STEPS["learning_rate"], betas=STEPS["betas"], eps=STEPS["epsilon"])
    out = dict(kind=kind, heads=extra["num_attention_heads"], kvHeads=extra["num_key_value_heads"])
    out["headDim"] = extra.get("head_dim", SIZES["hidden_size"] // out["heads"])
    out["tiedHead"] = extra["tie_word_embeddings"]
    out["losses"], out["norms"] = [], []
    for step in range(3):
        optimiser.zero_grad()
        loss = loss_of(model)
        loss.backward()
        if step == 0:
            out["gradients"] = {n: numbers(p.grad) for n, p in named.items()}
        out["losses"].append(loss.item())
        out["norms"].append(torch.nn.utils.clip_grad_norm_(model.parameters(), STEPS["clip"]).item())
        optimiser.step()
    out["trained"] = {n: numbers(p) for n, p in named.items()}
    return out


fixture = dict(
    theta=THETA, divisor=DIVISOR, every=EVERY, steps=STEPS, sequences=[dict(ids=i, weights=w) for i, w in batch()]
)
fixture["models"] = [reference(*model) for model in MODELS]
path = os.path.join(os.path.dirname(__file__), "..", "test", "fixtures", "training.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump(fixture, file, separators=(",", ":"))
    file.write("\n")
