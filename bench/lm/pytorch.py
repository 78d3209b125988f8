"""PyTorch's side of bench/lm.ts: reads one JSON request from the command line, prints one JSON number (tokens a second)."""

import json
import os
import statistics
import sys
import time

os.environ["TRANSFORMERS_VERBOSITY"] = "error"
import torch
from transformers import LlamaConfig, LlamaForCausalLM

torch.set_num_threads(1)
torch.manual_seed(1)
request = json.loads(sys.argv[1])
a = request["architecture"]


def model(attention):
    config = LlamaConfig(
        vocab_size=a["vocabSize"],
        hidden_size=a["hiddenSize"],
        num_hidden_layers=a["layers"],
        num_attention_heads=a["heads"],
        num_key_value_heads=a["kvHeads"],
        intermediate_size=a["intermediateSize"],
        max_position_embeddings=a["maxPositions"],
        rms_norm_eps=a["rmsEps"],
        tie_word_embeddings=a["tiedHead"],
        eos_token_id=None,
        bos_token_id=None,
        pad_token_id=0,
        attn_implementation=attention,
    )
    return LlamaForCausalLM(config)


def training_rate(attention, batch, length, steps):
    m = model(attention).train()
    optimiser = torch.optim.AdamW(m.parameters(), lr=1e-3, fused=True)
    times = []
    for _ in range(steps):
        ids = torch.randint(a["vocabSize"], (batch, length + 1))
        start = time.perf_counter()
        logits = m(input_ids=ids[:, :-1], use_cache=False).logits
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(m.parameters(), 1.0)
        optimiser.step()
        times.append(time.perf_counter() - start)
    return batch * length / statistics.median(times[1:])


@torch.no_grad()
def generation_rate(batch, prompt, tokens):
    m = model("sdpa").eval()

    def run():
        ids = torch.randint(1, a["vocabSize"], (batch, prompt))
        mask = torch.ones_like(ids)
        m.generate(ids, attention_mask=mask, do_sample=False, min_new_tokens=tokens, max_new_tokens=tokens)

    run()
    start = time.perf_counter()
    run()
    return batch * tokens / (time.perf_counter() - start)


if request["what"] == "train":
    rate = training_rate(request["attention"], request["batch"], request["length"], request["steps"])
else:
    rate = generation_rate(request["batch"], request["prompt"], request["tokens"])
print(json.dumps(rate))
