"""The training loop: batches of varied paragraphs, Adam with a linear fall of the rate, averaged weights."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.training import Example
from thinc.api import Adam

from training.annotated import Paragraph, join
from training.tokens import make_example
from training.variants import vary

Report = Callable[[int, Counter[str]], None]  # told the step and the losses since the last report


@dataclass(frozen=True)
class Plan:
    """How long and how fast to learn.

    `rate` .004 beat .002 by 1.7 to 2.4 LAS in 800 steps; between step 3,250 and 6,500 the prototype gained .2 LAS, so
    that more steps promise little; dropout .3 was worse at 4,200 steps (83.9 against 84.5 LAS on GUM).
    """

    steps: int = 6500
    every: int = 1000  # steps between two reports
    batch: int = 1000  # tokens
    rate: float = 0.004
    warmup: int = 250  # steps
    dropout: float = 0.15
    decay: float = 0.01  # of the weights
    seed: int = 7


def train(nlp: Language, paragraphs: Sequence[Paragraph], plan: Plan, report: Report) -> None:
    """Train the pipeline; `report` is called with the averaged weights in place, and once at the end."""
    optimizer = Adam(plan.rate, L2=plan.decay, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    stream = epochs(nlp, paragraphs, plan)
    losses: Counter[str] = Counter()
    for step in range(1, plan.steps + 1):
        optimizer.learn_rate = rate(step - 1, plan)
        lost: dict[str, float] = {}
        nlp.update(next(stream), sgd=optimizer, drop=plan.dropout, losses=lost, exclude=["lemmatizer"])
        losses.update({pipe: int(loss) for pipe, loss in lost.items()})
        if step % plan.every == 0 or step == plan.steps:
            averages: Any = optimizer.averages
            with nlp.use_params(averages):
                report(step, losses)
            losses.clear()


def rate(step: int, plan: Plan) -> float:
    """Return the learning rate: up over the warm-up, then straight down to a fiftieth."""
    if step < plan.warmup:
        return plan.rate * (step + 1) / plan.warmup
    return plan.rate * max(0.02, 1 - (step - plan.warmup) / max(1, plan.steps - plan.warmup))


def epochs(nlp: Language, paragraphs: Sequence[Paragraph], plan: Plan) -> Iterator[list[Example]]:
    """Yield batches without end; each epoch shuffles, varies the spelling and joins some short paragraphs anew."""
    rng = random.Random(plan.seed)  # noqa: S311 - the same draws each time are wanted
    while True:
        order = list(paragraphs)
        rng.shuffle(order)
        documents: list[Paragraph] = []
        for paragraph in order:
            varied = vary(paragraph, rng)
            last = documents[-1] if documents else None
            short = last is not None and last.words and varied.words and len(last.words) < 80
            if short and last is not None and rng.random() < 0.25:
                documents[-1] = join(last, varied)
            else:
                documents.append(varied)
        for start in range(0, len(documents), 512):
            yield from batches([make_example(nlp, document) for document in documents[start : start + 512]], plan.batch)


def batches(examples: Sequence[Example], tokens: int) -> Iterator[list[Example]]:
    """Yield the examples in batches of about so many tokens."""
    batch: list[Example] = []
    size = 0
    for example in examples:
        batch.append(example)
        size += len(example.predicted)
        if size >= tokens:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
