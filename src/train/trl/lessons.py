"""What a job learns from: its examples and pairs, as token ids, checked, and planned into steps."""

from batches import Plan, Sequence, at_fault, padded
from job import Failure
from learning import Lessons


def read_lessons(job, request, chat, config):
    """The lessons, and how many examples and pairs were left out for being too long."""
    settings = request["settings"]
    limit = min(settings.get("maxLength") or 2**31, getattr(config, "max_position_embeddings", None) or 2**31)
    reader = Reader(chat, config.vocab_size, limit, settings["tooLong"] == "drop")
    pairs = []
    if settings["method"] == "dpo":
        for row in job.rows("pairs.jsonl"):
            sides = [reader.sequence(f"{row['itemId']} ({side})", marked(row[side])) for side in ("chosen", "rejected")]
            if None not in sides:
                pairs.append(sides)
    sequences = []
    if not pairs or settings["sftWeight"] > 0:
        for row in job.rows("examples.jsonl"):
            sequence = reader.sequence(f"{row['itemId']} ({row['source']})", row["messages"])
            if sequence is not None:
                sequences.append(sequence)
    if not sequences and not pairs:
        raise Failure(
            "E_TRAIN_DATA",
            "No training sequence has a token with a loss weight above zero.",
            "Check that exploration found successes, or that demonstrations mark assistant turns with loss: true.",
        )
    plan = lambda sizes: Plan(sizes, settings["batchTokens"], settings["shards"], request["seed"]) if sizes else None
    return (
        Lessons(
            sequences,
            plan([padded(s.inputs) for s in sequences]),
            pairs,
            plan([2 * padded(max(s.inputs for s in pair)) for pair in pairs]),
        ),
        reader.dropped,
    )


def marked(messages):
    """Of a pair, messages count or they do not."""
    return [{**message, "weight": 1 if message.get("weight", 0) > 0 else 0} for message in messages]


class Reader:
    def __init__(self, chat, vocabulary, limit, drop):
        self.chat, self.vocabulary, self.limit, self.drop = chat, vocabulary, limit, drop
        self.dropped = 0

    def sequence(self, name, messages):
        """None where nothing of it is learned from: no token has a weight, or it is too long and may be left out."""
        ids, weights = self.chat.example(messages)
        if any(weight < 0 for weight in weights):
            raise at_fault(name, "has a negative loss weight", "This trainer has no bounded loss for them.")
        sequence = Sequence(name, ids, weights)
        if sequence.inputs == 0:
            return None
        sequence.check(self.vocabulary)
        if sequence.inputs <= self.limit:
            return sequence
        if not self.drop:
            raise at_fault(
                name,
                f"needs {sequence.inputs} positions, and there are {self.limit}",
                "Use a model with a longer context, raise train.maxLength, or set train.tooLong: drop.",
            )
        self.dropped += 1
        return None
