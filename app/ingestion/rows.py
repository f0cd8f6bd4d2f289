"""The rows of articles that have been read, written so that each refers only to rows before it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product

import orjson
from sqlalchemy import Connection, Table

from app.identity import indexed
from app.ingestion import identity, parts
from app.ingestion.drafting import Draft, DraftRecord
from app.ingestion.parts import Numbers
from app.storage import bulk, positions, searchable, tables
from app.storage.bulk import Row
from app.storage.codes import ANY, Facet
from app.storage.reading import full_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY, _PUBLISHER, _VOICE, _CLAIM_TYPE = (
    facet.value for facet in (Facet.DAY, Facet.PUBLISHER, Facet.VOICE, Facet.CLAIM_TYPE)
)


def write(connection: Connection, drafts: Sequence[Draft]) -> None:
    """Write articles that are not there yet with their records, entities and counts; the caller commits."""
    last = connection.exec_driver_sql("SELECT max(stored) FROM articles").scalar() or 0
    stored = max(time.time_ns() // 1000, last + 1)  # later than all that is there, whatever the clock says
    numbers = identity.put(connection, [(one.entities, stored + i) for i, one in enumerate(drafts)])
    publishers = _publishers(connection, [one.article.publisher for one in drafts])
    articles = [
        _Article(one, stored + i, publishers[indexed(one.article.publisher or "")], numbers)
        for i, one in enumerate(drafts)
    ]
    for table in (tables.articles, tables.claims, tables.figures):
        _place(connection, table, articles)
    bulk.insert(connection, tables.articles, [article.row() for article in articles])
    bulk.insert(connection, tables.mentions, [row for article in articles for row in article.mentions()])
    full_text(connection).put(connection, "articles", [article.words() for article in articles])
    claims = _Records(tables.claims, tables.claim_keys, tables.claim_counts, tables.claim_tallies)
    figures = _Records(tables.figures, tables.figure_keys, tables.figure_counts, tables.figure_tallies)
    for article in articles:
        article.add_claims(claims)
        article.add_figures(figures)
    claims.write(connection)
    figures.write(connection)


def _publishers(connection: Connection, names: Sequence[str | None]) -> dict[str, int]:
    """Return the numbers of publishers by their folded names; new ones go in, no name is 0."""
    named = {folded: name for name in reversed(names) if name and (folded := indexed(name))}
    found = bulk.find(connection, tables.publishers, ["folded", "number"], where="folded", values=named)
    known = {"": ANY, **dict(map(tuple, found))}
    free = connection.exec_driver_sql("SELECT coalesce(max(number), 0) + 1 FROM publishers").scalar_one()
    new = [(free + i, folded, named[folded]) for i, folded in enumerate(one for one in named if one not in known)]
    bulk.insert(connection, tables.publishers, new)
    return known | {folded: number for number, folded, _ in new}


def _place(connection: Connection, table: Table, articles: Sequence[_Article]) -> None:
    """Give each record of `table` its position: the free one at or after that of its date and id."""
    wanted = {
        number: positions.of(article.draft.published, number)
        for article in articles
        for number in article.numbers_of(table)
    }
    found = bulk.find(connection, table, ["position"], where="position", values=wanted.values())
    taken = {row.position for row in found}
    for number, position in wanted.items():
        free = position
        while free in taken:
            free = positions.after(free)
            if bulk.find(connection, table, ["position"], where="position", values=[free]):
                taken.add(free)
        taken.add(free)
        wanted[number] = free
    for article in articles:
        article.positions[table.name] = {number: wanted[number] for number in article.numbers_of(table)}


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
        full_text(connection).put(connection, self.table.name, self.words)


class _Article:
    """One article and the rows it makes."""

    def __init__(self, draft: Draft, stored: int, publisher: int, entities: Mapping[int, int]) -> None:
        self.draft = draft
        self._entities = [entities[row["id"]] for row in draft.entities]
        # What each record repeats of its article.
        self._shared = (publisher, draft.published, stored)
        self.positions: dict[str, dict[int, int]] = {}  # of each table, by number

    def numbers_of(self, table: Table) -> list[int]:
        """Return the numbers of the records of a table."""
        if table is tables.articles:
            return [self.draft.number]
        return [record.number for record in (self.draft.claims if table is tables.claims else self.draft.figures)]

    @property
    def _position(self) -> int:
        return self.positions["articles"][self.draft.number]

    def row(self) -> Row:
        """Return the row of the article itself."""
        article = self.draft.article
        when = _EPOCH + timedelta(microseconds=self._shared[-1])
        return (
            self._position,
            self.draft.number,
            article.text_sha256,
            *self._shared,
            article.model_copy(update={"stored_at": when}).model_dump_json().encode(),
            self.draft.problems,
            self.draft.text,
        )

    def words(self) -> Row:
        """Return what the article is found by."""
        return self._position, self.draft.article.title, self.draft.text, searchable.of_article(self._shared[0])

    def mentions(self) -> list[Row]:
        """Return the rows of the entities that the article mentions."""
        return [(self._position, self._entities[place], start, what) for place, start, what in self.draft.mentions]

    def add_claims(self, records: _Records) -> None:
        """Add the rows of the claims."""
        for claim in self.draft.claims:
            position = self.positions["claims"][claim.number]
            numbers = self._numbered(claim)
            row = (position, claim.number, self._position, *claim.span, *claim.own, *self._rest(claim, numbers))
            records.rows.append(row)
            records.count(position, numbers, claim.code, self._facets(position, claim))
            records.words.append((position, self._words(claim), claim.speaker, self._tokens(numbers, f"c{claim.code}")))

    def add_figures(self, records: _Records) -> None:
        """Add the rows of the figures."""
        for figure in self.draft.figures:
            position = self.positions["figures"][figure.number]
            numbers = self._numbered(figure)
            claim = None if figure.claim is None else self.draft.claims[figure.claim].number
            of_claim = None if claim is None else self.positions["claims"][claim]
            row = (position, figure.number, self._position, of_claim, *figure.span, *figure.own)
            records.rows.append((*row, *self._rest(figure, numbers)))
            facets = [*self._facets(position, figure), (_CLAIM_TYPE, figure.claim_type)]
            records.count(position, numbers, figure.code, facets)
            records.words.append((position, self._words(figure), self._tokens(numbers, f"m{figure.code}")))

    def _numbered(self, record: DraftRecord) -> Numbers:
        entities = self._entities
        return {part: sorted([entities[place] for place in places]) for part, places in record.parts.items()}

    def _rest(self, record: DraftRecord, numbers: Numbers) -> Row:
        return *record.times, *self._shared, orjson.dumps(numbers).decode(), record.record

    def _facets(self, position: int, record: DraftRecord) -> list[tuple[int, int]]:
        return [(_DAY, positions.day(position)), (_PUBLISHER, self._shared[0]), (_VOICE, record.voice)]

    def _words(self, record: DraftRecord) -> str:
        return searchable.around(self.draft.text, record.span, record.sentence)

    def _tokens(self, numbers: Numbers, code: str) -> str:
        return searchable.of_record(code, numbers, self._shared[0])
