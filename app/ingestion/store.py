"""From submissions to rows: each article once, all of its records or none, one or many in a transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app import extraction
from app.errors import DatabaseNotReady, IdCollision
from app.extraction.reading import Problem, Reading
from app.identity import derive, public
from app.ingestion import rows
from app.ingestion.drafting import Draft, draft
from app.ingestion.rendering import Rendered, render
from app.ingestion.submission import Submission
from app.records import ArticleDetail
from app.storage import bulk
from app.storage.database import Database
from app.storage.tables import articles
from app.vocabulary import ProblemCode


@dataclass(frozen=True, slots=True)
class Stored:
    """The public id of an article, and whether it was stored now or had been before."""

    id: str
    created: bool


def preview(submission: Submission, pipeline: str | None = None) -> ArticleDetail:
    """Return the article with its records, as storing it would show them; nothing is stored."""
    return prepare(submission, pipeline).article


def prepare(submission: Submission, pipeline: str | None = None) -> Rendered:
    """Read and render one article: the long part, without a database, so that it may run in another process.

    `pipeline` is the setting: which spaCy pipeline parses.
    """
    if submission.is_english:
        reading = extraction.read(submission.text, submission.day, title=submission.title, pipeline=pipeline)
    else:
        detail = f"the text is said to be {submission.language}; only English is read"
        reading = Reading((), (), (), (Problem(ProblemCode.LANGUAGE, detail),))
    return render(submission, reading)


def store(database: Database, submission: Submission, pipeline: str | None = None) -> Stored:
    """Store one article unless the same text is there already; it is on the disk when this returns."""
    (there,) = known(database, [submission])
    return there or write(database, prepare(submission, pipeline))


def known(database: Database, submissions: Sequence[Submission]) -> list[Stored | None]:
    """Return for each the stored article with the same text, if there is one."""
    hashes = [hashlib.sha256(submission.text.encode()).hexdigest() for submission in submissions]
    with database.read() as connection:
        there = _existing(connection, hashes) if hashes else set()
    return [Stored(public("art", derive("article", one)), created=False) if one in there else None for one in hashes]


def write(database: Database, rendered: Rendered) -> Stored:
    """Write one article that has been read, in one transaction, unless the same text is there already."""
    with database.write() as connection:
        (stored,) = _write(connection, [draft(rendered)])
    return stored


def write_many(database: Database, articles: Sequence[Rendered | Draft]) -> list[Stored | Exception]:
    """Write articles in one transaction and return what became of each, in their order.

    When one of them cannot be written, each has a transaction of its own, and the error stands in its place. A database
    that is not ready ends all.
    """
    try:
        drafts = [draft(one) if isinstance(one, Rendered) else one for one in articles]
        with database.write() as connection:
            return [*_write(connection, drafts)]
    except DatabaseNotReady:
        raise
    except Exception as error:  # noqa: BLE001 - a fault in one article must not lose the others
        return [error] if len(articles) == 1 else [found for one in articles for found in write_many(database, [one])]


def _write(connection: Connection, drafts: Sequence[Draft]) -> list[Stored]:
    known = _existing(connection, [one.article.text_sha256 for one in drafts])
    new: dict[str, Draft] = {}
    stored = []
    for one in drafts:
        article = one.article
        if article.id in new and new[article.id].article.text_sha256 != article.text_sha256:
            raise IdCollision(f"two of the texts derive the id {article.id}")
        created = article.text_sha256 not in known and article.id not in new
        if created:
            new[article.id] = one
        stored.append(Stored(article.id, created))
    try:
        if new:
            rows.write(connection, list(new.values()))
    except IntegrityError as error:
        raise IdCollision(f"an id of {', '.join(new)} belongs to another record: {error.orig}") from error
    return stored


def _existing(connection: Connection, hashes: Sequence[str]) -> set[str]:
    """Return which of the texts are there; `IdCollision` when another text has the id of one."""
    wanted = {derive("article", sha256): sha256 for sha256 in hashes}
    found = bulk.find(connection, articles, ["id", "text_sha256"], where="id", values=wanted)
    for number, sha256 in found:
        if sha256 != wanted[number]:
            raise IdCollision(f"the texts {sha256} and {wanted[number]} derive the same id")
    return {sha256 for _, sha256 in found}
