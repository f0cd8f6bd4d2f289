"""Static word vectors: a row of a word's Brown cluster, and a row learned from the company it keeps in news."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import spacy
from scipy.sparse import csr_matrix
from spacy.language import Language
from spacy.strings import get_string_id

from training import tables

CLUSTER_WIDTH = 64  # the prototype's; 4.9 MB with it alone, worth several points of parsing
DENSE_WIDTH = 96  # numbers of a dense row; 64 of them were worth 1.1 LAS on GUM at 800 steps
LEAST = 3  # times a word must stand in the texts to have a dense row
FREQUENT = 2_000  # words that count as contexts themselves; the others do by their cluster
SIDES = (-2, -1, 1, 2)  # places of the neighbours, each counted by itself: word order tells parts of speech apart
PREFIXES = 16  # longest prefix of a Brown cluster's bit string
SMOOTHING = 0.75  # exponent of the contexts' counts (Levy, Goldberg, Dagan 2015, section 3.1)

Array = np.ndarray[Any, Any]


class _Norms(dict[str, str]):
    """spaCy's NORM of each word, by which it looks vectors up."""

    def __init__(self) -> None:
        super().__init__()
        self._vocab = spacy.blank("en").vocab

    def __missing__(self, word: str) -> str:
        norm = self[word] = self._vocab[word].norm_
        return norm


def make(nlp: Language, texts: Iterable[str], *, seed: int) -> dict[str, Array]:
    """Return the vectors in compact form, as the pipe `compact_floats` reads them.

    `keys` are the hashes of NORM forms in order, `cluster` and `dense` the numbers of their rows in `cluster_rows` and
    `dense_rows` (row 0 is for words without one); `dense_rows` are bytes to be multiplied by `dense_scale`.
    """
    rng = np.random.default_rng(seed)
    norms = _Norms()
    cluster_of: dict[str, int] = {}
    for word, value in tables.load("lexeme_cluster").items():
        if value:
            cluster_of.setdefault(norms[word], value)
    values = [0, *sorted(set(cluster_of.values()))]
    number = {value: index for index, value in enumerate(values)}
    rows_of_clusters = cluster_rows(values, rng)

    lines = [[norms[t.text] for t in nlp.tokenizer(text) if not t.is_space] for text in texts]
    counts = Counter(word for line in lines for word in line)
    vocabulary = [word for word, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if n >= LEAST]
    index = {word: at for at, word in enumerate(vocabulary)}
    numbers = {word: number[value] for word, value in cluster_of.items()}
    dense = _reduce(_association(_count(lines, index, numbers, len(values))), rng)
    scale = np.abs(dense).max(axis=0) / 127
    scale[scale == 0] = 1

    words = sorted(set(cluster_of) | set(vocabulary))
    keys = np.array([get_string_id(word) for word in words], dtype=np.uint64)
    order = np.argsort(keys)
    return {
        "keys": keys[order],
        "cluster": np.array([numbers.get(word, 0) for word in words], dtype=np.uint16)[order],
        "dense": np.array([index.get(word, -1) + 1 for word in words], dtype=np.uint16)[order],
        "cluster_rows": rows_of_clusters.astype(np.float16),
        "dense_rows": np.vstack([np.zeros((1, DENSE_WIDTH)), np.round(dense / scale)]).astype(np.int8),
        "dense_scale": scale.astype(np.float32),
    }


def cluster_rows(values: Sequence[int], rng: np.random.Generator) -> Array:
    """Return one row for each Brown cluster: the sum of a random row for each prefix of its bit string.

    So near clusters get near rows. spaCy stores the bit string with its first bit lowest (undocumented; seen in the
    data): the prefix of length n is the value's n lowest bits. Value 0 is no cluster and gets a row of zeros.
    """
    draws: dict[tuple[int, int], Array] = {}
    rows = np.zeros((len(values), CLUSTER_WIDTH), dtype=np.float32)
    for number, value in enumerate(values):
        if value == 0:
            continue
        for length in range(1, PREFIXES + 1):
            key = (length, value & ((1 << length) - 1))
            if key not in draws:
                draws[key] = rng.standard_normal(CLUSTER_WIDTH).astype(np.float32)
            rows[number] += draws[key]
    rows /= np.sqrt(PREFIXES)
    return rows


def _count(lines: Sequence[Sequence[str]], index: Mapping[str, int], cluster: Mapping[str, int], clusters: int) -> Any:
    """Count how often each word has each context beside it: a sparse matrix."""
    block = FREQUENT + clusters
    cells = chain.from_iterable(chain.from_iterable(_cells(line, index, cluster, block) for line in lines))
    rows, columns = np.fromiter(cells, dtype=np.int64).reshape(-1, 2).T
    ones = np.ones(len(rows), np.float32)
    matrix = csr_matrix((ones, (rows, columns)), shape=(len(index), len(SIDES) * block))
    matrix.sum_duplicates()
    return matrix


def _cells(
    line: Sequence[str], index: Mapping[str, int], cluster: Mapping[str, int], block: int
) -> Iterator[tuple[int, int]]:
    """Yield the cells to count for one text: a frequent neighbour counts twice, as itself and as its cluster."""
    ids = [index.get(word, -1) for word in line]
    by_cluster = [FREQUENT + cluster.get(word, 0) for word in line]
    for here, word in enumerate(ids):
        if word < 0:
            continue
        for side, step in enumerate(SIDES):
            there = here + step
            if 0 <= there < len(ids):
                if 0 <= ids[there] < FREQUENT:
                    yield word, side * block + ids[there]
                yield word, side * block + by_cluster[there]


def _association(matrix: Any) -> Any:
    """Turn counts into positive pointwise mutual information, less for rare words."""
    total = matrix.sum()
    row_sum = np.asarray(matrix.sum(axis=1)).ravel() + 1
    column_sum = np.asarray(matrix.sum(axis=0)).ravel() ** SMOOTHING
    column_sum *= total / column_sum.sum()
    owner = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    ratio = matrix.data * total / (row_sum[owner] * column_sum[matrix.indices] + 1e-9)
    matrix.data = np.maximum(np.log(ratio), 0).astype(np.float32)
    matrix.data *= np.sqrt(row_sum[owner] / (row_sum[owner] + 20)).astype(np.float32)
    matrix.eliminate_zeros()
    return matrix


def _reduce(matrix: Any, rng: np.random.Generator) -> Array:
    """Return the leading left singular vectors, rows of one length (randomised: Halko, Martinsson, Tropp 2011, 4.4)."""
    sketch = matrix @ rng.standard_normal((matrix.shape[1], DENSE_WIDTH + 16)).astype(np.float32)
    for _ in range(3):
        sketch, _ = np.linalg.qr(sketch)
        sketch = matrix @ (matrix.T @ sketch)
    basis, _ = np.linalg.qr(sketch)
    left, singular, _ = np.linalg.svd(np.asarray((matrix.T @ basis).T), full_matrices=False)
    dense: Array = (basis @ left)[:, :DENSE_WIDTH] * np.sqrt(singular[:DENSE_WIDTH])
    dense /= np.linalg.norm(dense, axis=1, keepdims=True) + 1e-6
    dense *= np.sqrt(DENSE_WIDTH) * 0.7
    return dense
