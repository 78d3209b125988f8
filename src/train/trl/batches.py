"""Sequences → the micro-batches of each optimiser step, as the in-process trainer makes them (src/lm/training/batches.ts).

The order depends on the seed alone, not on the number of processes: a step is the same `shards` micro-batches whoever
computes them, and a job that goes on after it was killed goes on in the same order.
"""

import hashlib
import math

from job import Failure

# Lengths are planned in multiples of this many tokens.
LENGTH_STEP = 16


class Random:
    """A stream of uniform random numbers (mulberry32), named by its parts; the one of src/seeds.ts."""

    def __init__(self, *parts):
        name = "|".join(str(part) for part in parts)
        self.state = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)

    def next(self):
        self.state = (self.state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((self.state ^ (self.state >> 15)) * (1 | self.state)) & 0xFFFFFFFF
        t = (((t + (((t ^ (t >> 7)) * (61 | t)) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t) & 0xFFFFFFFF
        return (t ^ (t >> 14)) / 4294967296

    def shuffle(self, items):
        copy = list(items)
        for i in range(len(copy) - 1, 0, -1):
            j = math.floor(self.next() * (i + 1))
            copy[i], copy[j] = copy[j], copy[i]
        return copy


class Sequence:
    """Token ids and the loss weight of predicting each from those before it, up to the last one with a weight."""

    def __init__(self, name, ids, weights):
        self.name = name
        end = max((t + 1 for t, weight in enumerate(weights) if t > 0 and weight > 0), default=0)
        self.ids = ids[:end]
        self.weights = [0.0, *weights[1:end]] if end > 0 else []

    @property
    def inputs(self):
        """Tokens that the model reads: all but the last, which is only predicted."""
        return max(0, len(self.ids) - 1)

    @property
    def loss_tokens(self):
        return sum(1 for weight in self.weights if weight > 0)

    def check(self, vocabulary):
        for t, (token, weight) in enumerate(zip(self.ids, self.weights)):
            if not 0 <= token < vocabulary:
                raise at_fault(self.name, f"has token id {token}, outside the vocabulary")
            if not math.isfinite(weight):
                raise at_fault(self.name, f"has a loss weight that is not a number at token {t}")
            if weight < 0:
                raise at_fault(
                    self.name,
                    f"has a negative loss weight at token {t}",
                    "This trainer has no bounded loss for them; train.method: dpo learns from failures.",
                )


def at_fault(name, what, hint=None):
    return Failure("E_TRAIN_DATA", f"Training example {name} {what}.", hint)


def padded(tokens):
    return math.ceil(tokens / LENGTH_STEP) * LENGTH_STEP


class Plan:
    """The micro-batches of every step over units of the given sizes (tokens, padded)."""

    def __init__(self, sizes, batch_tokens, shards, seed):
        self.sizes = sizes
        self.tokens = batch_tokens / shards
        self.shards = shards
        self.seed = seed
        self._epochs = {0: self._epoch(0)}

    @property
    def per_epoch(self):
        """Micro-batches of an epoch, which are as many in each."""
        return len(self._epochs[0])

    def mean_per_step(self, total):
        """What an optimiser step holds on average of something that an epoch holds `total` of."""
        return total * self.shards / self.per_epoch

    def micro_batch(self, number):
        """Indices of the units of micro-batch `number`, counted from 0 through all epochs."""
        epoch, place = divmod(number, self.per_epoch)
        if epoch not in self._epochs:
            # Only neighbouring epochs are asked for.
            self._epochs = {0: self._epochs[0], epoch: self._epoch(epoch)}
        return self._epochs[epoch][place]

    def _epoch(self, epoch):
        stream = Random("batches", self.seed, epoch)
        order = stream.shuffle(range(len(self.sizes)))
        # Stable: equal lengths stay shuffled.
        order.sort(key=lambda i: -self.sizes[i])
        batches = []
        at = 0
        while at < len(order):
            count = max(1, math.floor(self.tokens / self.sizes[order[at]] + 0.5))
            batches.append(order[at : at + count])
            at += count
        return stream.shuffle(batches)
