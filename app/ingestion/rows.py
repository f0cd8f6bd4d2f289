"""The rows of articles that have been read, written so that each refers only to rows before it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product

import orjson
from sqlalchemy import Connection, Table

from app.identity import fold
from app.ingestion import identity, parts
from app.ingestion.parts import Numbers, Parts
from app.ingestion.rendering import Rendered
from app.records import ArticleRecord, ClaimRecord, FigureRecord
from app.storage import bulk, positions, tables, words
from app.storage.bulk import Row
from app.storage.codes import ANY, CLAIM_TYPES, MEASURES, VOICES, Facet

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OF_ARTICLE = set(ArticleRecord.model_fields)
_DAY, _PUBLISHER, _VOICE, _CLAIM_TYPE = (
    facet.value for facet in (Facet.DAY, Facet.PUBLISHER, Facet.VOICE, Facet.CLAIM_TYPE)
)


def write(connection: Connection, rendered: Sequence[Rendered]) -> None:
    """Write articles that are not there yet with their records, entities and counts; the caller commits."""
    last = connection.exec_driver_sql("SELECT max(stored) FROM articles").scalar() or 0
    stored = max(time.time_ns() // 1000, last + 1)  # later than all that is there, whatever the clock says
    numbers = identity.put(connection, [(one, stored + i) for i, one in enumerate(rendered)])
    publishers = _publishers(connection, [one.article.publisher for one in rendered])
    articles = [
        _Article(one, stored + i, publishers[fold(one.article.publisher or "")], numbers)
        for i, one in enumerate(rendered)
    ]
    for table in (tables.articles, tables.claims, tables.figures):
        _place(connection, table, articles)
    bulk.insert(connection, tables.articles, [article.row() for article in articles])
    bulk.insert(connection, tables.mentions, [row for article in articles for row in article.mentions()])
    words.put(connection, "articles", [article.words() for article in articles])
    claims = _Records(tables.claims, tables.claim_keys, tables.claim_counts, tables.claim_tallies)
    figures = _Records(tables.figures, tables.figure_keys, tables.figure_counts, tables.figure_tallies)
    for article in articles:
        article.add_claims(claims)
        article.add_figures(figures)
    claims.write(connection)
    figures.write(connection)


def _publishers(connection: Connection, names: Sequence[str | None]) -> dict[str, int]:
    """Return the numbers of publishers by their folded names; new ones go in, no name is 0."""
    named = {folded: name for name in reversed(names) if name and (folded := fold(name))}
    found = bulk.find(connection, tables.publishers, ["folded", "number"], where="folded", values=named)
    known = {"": ANY, **dict(map(tuple, found))}
    free = connection.exec_driver_sql("SELECT coalesce(max(number), 0) + 1 FROM publishers").scalar_one()
    new = [(free + i, folded, named[folded]) for i, folded in enumerate(one for one in named if one not in known)]
    bulk.insert(connection, tables.publishers, new)
    return known | {folded: number for number, folded, _ in new}


def _place(connection: Connection, table: Table, articles: Sequence[_Article]) -> None:
    """Give each record of `table` its position: the free one at or after that of its date and id."""
    wanted = {
        public_id: positions.of(article.published, number)
        for article in articles
        for public_id, number in article.numbers_of(table)
    }
    found = bulk.find(connection, table, ["position"], where="position", values=wanted.values())
    taken = {row.position for row in found}
    for public_id, position in wanted.items():
        free = position
        while free in taken:
            free = positions.after(free)
            if bulk.find(connection, table, ["position"], where="position", values=[free]):
                taken.add(free)
        taken.add(free)
        wanted[public_id] = free
    for article in articles:
        article.positions |= {public_id: wanted[public_id] for public_id, _ in article.numbers_of(table)}


@dataclass
class _Records:
    """The rows about claims, or about figures, of all the articles."""

    table: Table
    keys_table: Table
    counts_table: Table
    tallies_table: Table
    rows: list[Row] = field(default_factory=list)
    keys: list[Row] = field(default_factory=list)
    words: list[Row] = field(default_factory=list)
    counts: Counter[Row] = field(default_factory=Counter)
    tallies: Counter[Row] = field(default_factory=Counter)

    def count(self, position: int, numbers: Numbers, code: int, tallied: Sequence[tuple[int, int]]) -> None:
        """Take a record into the keys, the counts and the tallies by each facet's value."""
        prefixes = parts.prefixes(numbers, code)
        self.counts.update(prefixes)
        self.keys += [(*prefix, position) for prefix in prefixes[2:]]  # the first two are the table and an index of it
        self.tallies.update(product(parts.owners(numbers, code), tallied))

    def write(self, connection: Connection) -> None:
        """Write everything."""
        bulk.insert(connection, self.table, self.rows)
        bulk.insert(connection, self.keys_table, self.keys)
        bulk.add(connection, self.counts_table, self.counts)
        tallies = {(*owner, *facet): number for (owner, facet), number in self.tallies.items()}
        bulk.add(connection, self.tallies_table, tallies)
        words.put(connection, self.table.name, self.words)


class _Article:
    """One article and the rows it makes."""

    def __init__(self, rendered: Rendered, stored: int, publisher: int, entities: dict[str, int]) -> None:
        self._article = rendered.article
        self._entities = entities
        self._around = rendered.by_id
        self._claims = {claim.id: claim for claim in self._article.claims or ()}
        self.published = tables.microseconds(self._article.published_at)
        # What each record repeats of its article.
        self._shared = (publisher, self.published, stored)
        self._keys = f" {words.published_by(publisher)}" if publisher else ""
        self.positions: dict[str, int] = {}

    def numbers_of(self, table: Table) -> list[tuple[str, int]]:
        """Return the public ids of the records of a table, and what they stand for."""
        if table is tables.articles:
            return [(self._article.id, identity.number("art", self._article.id))]
        if table is tables.claims:
            return [(id_, identity.number("clm", id_)) for id_ in self._claims]
        return [(figure.id, identity.number("fig", figure.id)) for figure in self._article.figures or ()]

    def row(self) -> Row:
        """Return the row of the article itself."""
        article = self._article.model_copy(update={"stored_at": _EPOCH + timedelta(microseconds=self._shared[-1])})
        problems = orjson.dumps([problem.model_dump(mode="json") for problem in article.problems])
        return (
            self.positions[article.id],
            identity.number("art", article.id),
            article.text_sha256,
            *self._shared,
            article.model_dump_json(include=_OF_ARTICLE).encode(),
            problems,
            article.text,
        )

    def words(self) -> Row:
        """Return what the article is found by."""
        return self.positions[self._article.id], self._article.title, self._article.text, self._keys

    def mentions(self) -> list[Row]:
        """Return the rows of the entities that the article mentions."""
        article = self.positions[self._article.id]
        return [
            (
                article,
                self._entities[entity.id],
                entity.mentions[0].start,
                entity.model_dump_json(include={"counts", "mentions"})[1:].encode(),
            )
            for entity in self._article.entities or ()
        ]

    def add_claims(self, records: _Records) -> None:
        """Add the rows of the claims."""
        for claim in self._claims.values():
            position = self.positions[claim.id]
            code = CLAIM_TYPES[claim.type]
            numbers = self._numbered(parts.of_claim(claim, self._around))
            records.rows.append(
                (
                    position,
                    identity.number("clm", claim.id),
                    *self._span(claim),
                    claim.type.value,
                    claim.voice.value,
                    int(claim.negated),
                    int(claim.quoted),
                    *self._rest(claim, numbers),
                )
            )
            records.count(position, numbers, code, self._facets(position, claim))
            speaker = claim.speaker.name if claim.speaker else None
            records.words.append((position, self._words(claim), speaker, self._tokens(numbers, f"c{code}")))

    def add_figures(self, records: _Records) -> None:
        """Add the rows of the figures."""
        for figure in self._article.figures or ():
            position = self.positions[figure.id]
            code = MEASURES[figure.measure]
            numbers = self._numbered(parts.of_figure(figure, self._claims, self._around))
            claim = self._claims[figure.claim_id] if figure.claim_id else None
            article, *span = self._span(figure)
            records.rows.append(
                (
                    position,
                    identity.number("fig", figure.id),
                    article,
                    self.positions[claim.id] if claim else None,
                    *span,
                    figure.measure.value,
                    figure.qualifier.value,
                    figure.unit.value,
                    figure.group and figure.group.value,
                    figure.value,
                    figure.low,
                    figure.high,
                    *self._rest(figure, numbers),
                )
            )
            of_claim = (_CLAIM_TYPE, CLAIM_TYPES[claim.type] if claim else ANY)
            records.count(position, numbers, code, [*self._facets(position, claim), of_claim])
            records.words.append((position, self._words(figure), self._tokens(numbers, f"m{code}")))

    def _numbered(self, found: Parts) -> Numbers:
        return parts.numbered(found, self._entities, self._around)

    def _span(self, record: ClaimRecord | FigureRecord) -> Row:
        return self.positions[self._article.id], record.start, record.end

    def _rest(self, record: ClaimRecord | FigureRecord, numbers: Numbers) -> Row:
        return (
            record.time.since.isoformat() if record.time.since else None,
            record.time.until.isoformat() if record.time.until else None,
            *self._shared,
            orjson.dumps(numbers).decode(),
            record.model_dump_json().encode(),
        )

    def _facets(self, position: int, claim: ClaimRecord | None) -> list[tuple[int, int]]:
        publisher = self._shared[0]
        return [
            (_DAY, positions.day(position)),
            (_PUBLISHER, publisher),
            (_VOICE, VOICES[claim.voice] if claim else ANY),
        ]

    def _words(self, record: ClaimRecord | FigureRecord) -> str:
        """Return the record's words and those of the sentence around it, once each where one holds the other."""
        text, sentence = self._article.text, record.sentence
        if record.start < sentence.end and sentence.start < record.end:
            return text[min(record.start, sentence.start) : max(record.end, sentence.end)]
        return f"{text[record.start : record.end]}\n{text[sentence.start : sentence.end]}"

    def _tokens(self, numbers: Numbers, code: str) -> str:
        entities = [f"{letter}{number}" for part, letter in words.TOKENS.items() for number in numbers[part]]
        return f"{' '.join([code, *entities])}{self._keys}"
