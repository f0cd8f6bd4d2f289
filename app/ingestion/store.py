"""One article, one transaction, once: from a submission to its rows, all of them or none."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from app import extraction
from app.errors import IdCollision
from app.extraction.reading import Problem, Reading
from app.identity import derive, fold, public
from app.ingestion import identity, parts
from app.ingestion.rendering import Rendered, render
from app.ingestion.submission import Submission
from app.records import ArticleDetail, ArticleRecord, ClaimRecord, FigureRecord
from app.storage import database as storage
from app.storage.database import Database
from app.storage.tables import articles, claim_entities, claims, figure_entities, figures, mentions, microseconds
from app.vocabulary import ProblemCode

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stored:
    """The public id of an article, and whether it was stored now or had been before."""

    id: str
    created: bool


def preview(submission: Submission) -> ArticleDetail:
    """Return the article with its records, as storing it would show them; nothing is stored."""
    return prepare(submission).article


def prepare(submission: Submission) -> Rendered:
    """Read and render one article: the long part, without a database, so that it may run in another process."""
    if submission.is_english:
        reading = extraction.read(submission.text, submission.day, title=submission.title)
    else:
        detail = f"the text is said to be {submission.language}; only English is read"
        reading = Reading((), (), (), (Problem(ProblemCode.LANGUAGE, detail),))
    return render(submission, reading)


def store(database: Database, submission: Submission) -> Stored:
    """Store one article unless the same text is there already; it is on the disk when this returns."""
    return known(database, submission) or write(database, prepare(submission))


def known(database: Database, submission: Submission) -> Stored | None:
    """Return the stored article with the same text, if there is one."""
    with database.read() as connection:
        return _existing(connection, hashlib.sha256(submission.text.encode()).hexdigest())


def write(database: Database, rendered: Rendered) -> Stored:
    """Write one article that has been read, in one transaction, unless the same text is there already."""
    with database.write() as connection:
        existing = _existing(connection, rendered.article.text_sha256)
        if existing:
            return existing
        try:
            _Writing(connection, rendered).write()
        except IntegrityError as error:
            raise IdCollision(f"an id of {rendered.article.id} belongs to another record: {error.orig}") from error
    return Stored(rendered.article.id, created=True)


def _existing(connection: Connection, sha256: str) -> Stored | None:
    number = derive("article", sha256)
    found = connection.execute(select(articles.c.text_sha256).where(articles.c.id == number)).scalar()
    if found is None:
        return None
    if found != sha256:
        raise IdCollision(f"the texts {found} and {sha256} derive the same id")
    return Stored(public("art", number), created=False)


class _Writing:
    """The rows of one article, written in an order in which each refers only to rows before it."""

    def __init__(self, connection: Connection, rendered: Rendered) -> None:
        self._connection = connection
        self._rendered = rendered
        self._stored = time.time_ns() // 1000
        stored_at = _EPOCH + timedelta(microseconds=self._stored)
        self._article = rendered.article.model_copy(update={"stored_at": stored_at})
        self._entities = rendered.by_id
        self._claims = {claim.id: claim for claim in self._article.claims or ()}
        # What each claim and figure repeats of its article, so that one index serves a filter and the order.
        self._shared = {
            "publisher_folded": fold(self._article.publisher or ""),
            "published": microseconds(self._article.published_at),
            "stored": self._stored,
        }

    def write(self) -> None:
        """Write everything; the caller commits."""
        self._put_article()
        identity.put(self._connection, self._rendered, stored=self._stored)
        self._put_mentions()
        self._put_claims()
        self._put_figures()

    def _put_article(self) -> None:
        article = self._article
        row = {
            "id": identity.number("art", article.id),
            "text_sha256": article.text_sha256,
            "text": article.text,
            "record": article.model_dump_json(include=set(ArticleRecord.model_fields)).encode(),
            "problems": orjson.dumps([problem.model_dump(mode="json") for problem in article.problems]),
            **self._shared,
        }
        self._insert(articles, [row])
        words = {"id": row["id"], "title": article.title, "text": article.text}
        storage.index_words(self._connection, articles, [words])

    def _put_mentions(self) -> None:
        article = identity.number("art", self._article.id)
        rows = [
            {
                "article": article,
                "start": mention.start,
                "end": mention.end,
                "entity": identity.number("ent", entity.id),
            }
            for entity in self._article.entities or ()
            for mention in entity.mentions
        ]
        self._insert(mentions, rows)

    def _put_claims(self) -> None:
        rows, found, words = [], [], []
        for claim in self._claims.values():
            number = identity.number("clm", claim.id)
            rows.append({
                **self._statement(claim, number),
                "claim_type": claim.type,
                "voice": claim.voice,
                "negated": claim.negated,
                "quoted": claim.quoted,
            })  # fmt: skip
            for part, entity in sorted(parts.of_claim(claim, self._entities)):
                found.append(self._part(part, entity) | {"claim": number, "claim_type": claim.type})
            speaker = claim.speaker.name if claim.speaker else None
            sentence = self._sentence(claim)
            words.append({"id": number, "content": claim.text, "sentence": sentence, "speaker": speaker})
        self._insert(claims, rows)
        self._insert(claim_entities, found)
        storage.index_words(self._connection, claims, words)

    def _put_figures(self) -> None:
        rows, found, words = [], [], []
        for figure in self._article.figures or ():
            number = identity.number("fig", figure.id)
            rows.append({
                **self._statement(figure, number),
                "claim": identity.number("clm", figure.claim_id) if figure.claim_id else None,
                "measure": figure.measure,
                "qualifier": figure.qualifier,
                "unit": figure.unit,
                "group": figure.group,
                "value": figure.value,
                "low": figure.low,
                "high": figure.high,
            })  # fmt: skip
            for part, entity in sorted(parts.of_figure(figure, self._claims, self._entities)):
                found.append(self._part(part, entity) | {"figure": number, "measure": figure.measure})
            words.append({"id": number, "sentence": self._sentence(figure)})
        self._insert(figures, rows)
        self._insert(figure_entities, found)
        storage.index_words(self._connection, figures, words)

    def _statement(self, record: ClaimRecord | FigureRecord, number: int) -> dict[str, Any]:
        return {
            "id": number,
            "article": identity.number("art", self._article.id),
            "start": record.start,
            "end": record.end,
            "event_from": record.time.since.isoformat() if record.time.since else None,
            "event_until": record.time.until.isoformat() if record.time.until else None,
            "record": record.model_dump_json().encode(),
            **self._shared,
        }

    def _part(self, part: str, entity: str) -> dict[str, Any]:
        return {"part": part, "entity": identity.number("ent", entity), "published": self._shared["published"]}

    def _sentence(self, record: ClaimRecord | FigureRecord) -> str:
        return self._article.text[record.sentence.start : record.sentence.end]

    def _insert(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(table), rows)
