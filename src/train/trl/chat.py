"""Conversations → token ids and loss weights, by a model's own chat template (as src/lm/tokenizer does).

Assistant turns that were sampled are their own token ids; others are encoded alone, right behind where the template has
an answer begin. A template that renders a longer conversation otherwise than its beginning is refused: training would
see what generation never did.
"""

import json
import re
from pathlib import Path

from job import Failure

# A noncharacter of Unicode marks where a message's text is cut, so that it cannot spell a special token.
CUT = "\ufdd0"
REPLACEMENT = "\ufffd"


def load_tokenizer(path, revision=None):
    from transformers import AutoTokenizer, PreTrainedTokenizerFast

    declared = Path(path) / "tokenizer_config.json"
    reader = AutoTokenizer
    if declared.exists() and json.loads(declared.read_text("utf-8")).get("tokenizer_class") == "PreTrainedTokenizerFast":
        # transformers takes the tokenizer of some kinds of model for the kind's own, whatever the directory declares.
        reader = PreTrainedTokenizerFast
    return reader.from_pretrained(path, **({"revision": revision} if revision else {}))


class Chat:
    def __init__(self, tokenizer, end_ids, path):
        self.tokenizer = tokenizer
        self.path = path
        special = [token for token in tokenizer.all_special_tokens if token != ""]
        added = [token.content for token in tokenizer.added_tokens_decoder.values() if token.special]
        self.special = sorted({*special, *added}, key=len, reverse=True)
        self.any_special = re.compile("|".join(re.escape(token) for token in [*self.special, CUT]))
        if tokenizer.chat_template is None:
            raise Failure(
                "E_STORE_CHECKPOINT",
                f"{path} has no chat template.",
                "Put one into tokenizer_config.json (chat_template) or chat_template.jinja; base models often lack it.",
            )
        self.end_ids = set(end_ids)
        closing = self._closing()
        if closing is not None:
            self.end_ids.add(closing)
        if tokenizer.eos_token_id is not None:
            self.end_ids.add(tokenizer.eos_token_id)

    def prompt(self, messages):
        """Token ids of a conversation, ending where the assistant's answer begins."""
        return self._encode(messages, True)[0]

    def example(self, messages):
        """Token ids, and for each its loss weight: an assistant message's on its content and its end token, else 0."""
        ids, owners = self._encode(messages, False)
        return ids, [0.0 if owner < 0 else float(messages[owner].get("weight", 0)) for owner in owners]

    def _encode(self, messages, opened):
        ids, owners = [], []

        def push(tokens, owner):
            ids.extend(tokens)
            owners.extend([owner] * len(tokens))

        turn = -1
        for owner, text in self._split(messages, opened):
            if owner >= 0:
                sampled = messages[owner].get("tokenIds")
                push(self._tokens(text) if sampled is None else sampled, owner)
                turn = owner
                continue
            context = self._tokens(text)
            # The end token right behind an assistant's content is the assistant's own: it learns where to stop.
            own = 1 if turn >= 0 and context and context[0] in self.end_ids else 0
            sampled = (messages[turn].get("tokenIds") or [None]) if turn >= 0 else [None]
            # One that was sampled stands already, and may be another than the template's.
            if sampled[-1] not in self.end_ids:
                push(context[:own], turn)
            push(context[own:], -1)
            turn = -1
        return ids, owners

    def _split(self, messages, opened):
        """The rendering in pieces, in order: (index of the assistant message, its content), or (-1, context)."""
        marked = [{"role": m["role"], "content": self._mark(m["content"])} for m in messages]
        pieces = []
        done = ""
        for index, message in enumerate(marked):
            if message["role"] != "assistant":
                continue
            opening = self._render(marked[:index], True) if index > 0 else ""
            whole = self._render(marked[: index + 1], False)
            start = self._added(done, opening)
            turn = self._added(opening, whole)
            behind = self._behind(turn, message["content"])
            pieces += [(-1, start), (index, message["content"]), (-1, behind)]
            done = whole
        rest = self._render(marked, True) if opened else self._render(marked, False)
        pieces.append((-1, self._added(done, rest)))
        return joined(pieces)

    def _behind(self, turn, content):
        """What a turn's rendering has behind the content; space that templates put before it, or trim, is left out."""
        after = self._added(content.strip(), turn.lstrip())
        trailing = "" if content.strip() == "" else content[len(content.rstrip()) :]
        return after[len(trailing) :] if after.startswith(trailing) else after

    def _render(self, messages, opened):
        try:
            return self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=opened)
        except Exception as error:
            raise Failure(
                "E_STORE_CHECKPOINT",
                f"The chat template of {self.path} fails: {error}.",
                "It must take a conversation of user and assistant turns (a system message only if you send one).",
            ) from error

    def _added(self, before, whole):
        if not whole.startswith(before):
            raise Failure(
                "E_STORE_CHECKPOINT",
                f"The chat template of {self.path} changes what it has rendered.",
                "Training must see what generation saw: use a template that only appends (no trimming, no removal of "
                "earlier turns or thoughts).",
            )
        return whole[len(before) :]

    def _tokens(self, text):
        ids = []
        for part in text.split(CUT):
            if part != "":
                ids += self.tokenizer.encode(part, add_special_tokens=False)
        return ids

    def _mark(self, content):
        """Cuts special tokens that a message spells behind their first character; those of one character are replaced."""
        marked = ""
        rest = content
        while (found := self.any_special.search(rest)) is not None:
            first = rest[found.start()]
            kept = REPLACEMENT if first == CUT or first in self.special else first + CUT
            marked += rest[: found.start()] + kept
            rest = rest[found.start() + 1 :]
        return marked + rest

    def _closing(self):
        """The special token right behind an assistant's content, if there is one."""
        conversation = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
        pieces = self._split(conversation, False)
        at = next(i for i, (owner, _) in enumerate(pieces) if owner >= 0)
        first = self._tokens(pieces[at + 1][1])[:1] if at + 1 < len(pieces) else []
        special = {self.tokenizer.convert_tokens_to_ids(token) for token in self.special}
        return first[0] if first and first[0] in special else None


def joined(pieces):
    """Neighbouring pieces of context as one, so that they are encoded as a server encodes them; empty ones left out."""
    whole = []
    for owner, text in pieces:
        if owner < 0 and whole and whole[-1][0] < 0:
            whole[-1] = (-1, whole[-1][1] + text)
        elif owner >= 0 or text != "":
            whole.append((owner, text))
    return whole
