"""Reads a checkpoint with transformers and prints, as JSON, what it makes of the given texts and conversation."""

import json
import os
import sys

os.environ["TRANSFORMERS_VERBOSITY"] = "error"
os.environ["HF_HUB_OFFLINE"] = "1"
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast

torch.set_num_threads(1)
request = json.load(sys.stdin)
# transformers 5 takes the tokenizer of every qwen2 model for Qwen's own, whatever tokenizer_config.json says.
reader = PreTrainedTokenizerFast if request["kind"] == "qwen2" else AutoTokenizer
tokenizer = reader.from_pretrained(request["path"])
model = AutoModelForCausalLM.from_pretrained(request["path"], dtype=torch.float32).eval()
rendered = tokenizer.apply_chat_template(request["messages"], tokenize=False, add_generation_prompt=True)
ids = tokenizer.encode(rendered, add_special_tokens=False)
with torch.no_grad():
    logits = model(input_ids=torch.tensor([ids])).logits[0]
    answer = []
    for _ in range(request["tokens"]):
        following = model(input_ids=torch.tensor([ids + answer])).logits[0, -1]
        following[request["banned"]] = -float("inf")
        answer.append(int(following.argmax()))
json.dump(
    {
        "texts": [tokenizer.encode(text, add_special_tokens=False) for text in request["texts"]],
        "ids": ids,
        "logProbabilities": torch.log_softmax(logits, -1).tolist(),
        "answer": answer,
    },
    sys.stdout,
)
