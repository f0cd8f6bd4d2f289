"""What is written of an article, as far as no database is needed to know it: made where the article is read.

A draft is small and plain, so that it travels between processes at a fifth of what records cost, and the one process
that writes has little left to do. Entities stand in it by their place in `Draft.entities`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from app.identity import indexed
from app.ingestion import parts
from app.ingestion.identity import EntityRow, number
from app.ingestion.rendering import Rendered
from app.records import ArticleRecord, ClaimRecord, EntityInArticle, EntityRecord, FigureRecord
from app.storage import tables
from app.storage.bulk import Row
from app.storage.codes import ANY, CLAIM_TYPES, MEASURES, VOICES
from app.vocabulary import EntityKind


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """A claim or a figure. `claim` is the place of a figure's claim; `parts` are places of entities by their part."""

    number: int
    claim: int | None
    span: tuple[int, int]
    own: Row
    times: tuple[str | None, str | None]
    record: bytes
    parts: Mapping[str, Sequence[int]]
    code: int
    claim_type: int
    voice: int
    sentence: tuple[int, int]
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """An article: `mentions` are the place of an entity, its first character, and what the entity is in this text."""

    number: int
    article: ArticleRecord
    published: int
    text: str
    problems: bytes
    entities: Sequence[EntityRow]
    mentions: Sequence[tuple[int, int, bytes]]
    claims: Sequence[DraftRecord]
    figures: Sequence[DraftRecord]


def draft(rendered: Rendered) -> Draft:
    """Return what is written of an article that has been read."""
    article = rendered.article
    drafting = _Drafting(rendered)
    return Draft(
        number=number("art", article.id),
        article=ArticleRecord.model_construct(**{name: getattr(article, name) for name in ArticleRecord.model_fields}),
        published=tables.microseconds(article.published_at),
        text=article.text,
        problems=orjson.dumps([problem.model_dump(mode="json") for problem in article.problems]),
        entities=[_entity(entity, rendered.keys[entity.id]) for entity in rendered.entities],
        mentions=[drafting.mention(entity) for entity in article.entities or ()],
        claims=[drafting.claim(claim) for claim in article.claims or ()],
        figures=[drafting.figure(figure) for figure in article.figures or ()],
    )


class _Drafting:
    """The records of one article, and where they and their entities stand in its draft."""

    def __init__(self, rendered: Rendered) -> None:
        self._around = rendered.by_id
        self._entities = {entity.id: place for place, entity in enumerate(rendered.entities)}
        self._claims = {claim.id: claim for claim in rendered.article.claims or ()}
        self._places = {id_: place for place, id_ in enumerate(self._claims)}

    def mention(self, entity: EntityInArticle) -> tuple[int, int, bytes]:
        """Draft what an entity is in this text."""
        what = entity.model_dump_json(include={"counts", "mentions"})[1:].encode()
        return self._entities[entity.id], entity.mentions[0].start, what

    def claim(self, claim: ClaimRecord) -> DraftRecord:
        """Draft a claim."""
        return DraftRecord(
            number=number("clm", claim.id),
            claim=None,
            own=(claim.type.value, claim.voice.value, int(claim.negated), int(claim.quoted)),
            parts=self._parts(parts.of_claim(claim, self._around)),
            code=CLAIM_TYPES[claim.type],
            claim_type=CLAIM_TYPES[claim.type],
            voice=VOICES[claim.voice],
            speaker=claim.speaker.name if claim.speaker else None,
            **self._shared(claim),
        )

    def figure(self, figure: FigureRecord) -> DraftRecord:
        """Draft a figure."""
        claim = self._claims[figure.claim_id] if figure.claim_id else None
        group = figure.group and figure.group.value
        codes = figure.measure.value, figure.qualifier.value, figure.unit.value, group
        return DraftRecord(
            number=number("fig", figure.id),
            claim=self._places[claim.id] if claim else None,
            own=(*codes, figure.value, figure.low, figure.high),
            parts=self._parts(parts.of_figure(figure, self._claims, self._around)),
            code=MEASURES[figure.measure],
            claim_type=CLAIM_TYPES[claim.type] if claim else ANY,
            voice=VOICES[claim.voice] if claim else ANY,
            speaker=None,
            **self._shared(figure),
        )

    def _parts(self, found: parts.Parts) -> parts.Numbers:
        return parts.numbered(found, self._entities, self._around)

    def _shared(self, record: ClaimRecord | FigureRecord) -> dict[str, Any]:
        since, until = record.time.since, record.time.until
        return {
            "span": (record.start, record.end),
            "sentence": (record.sentence.start, record.sentence.end),
            "times": (since.isoformat() if since else None, until.isoformat() if until else None),
            "record": record.model_dump_json().encode(),
        }


def _entity(entity: EntityRecord, key: str) -> EntityRow:
    return {
        "id": number("ent", entity.id),
        "key": key,
        "name": entity.name,
        "name_folded": indexed(entity.name),
        "is_actor": int(EntityKind.ACTOR in entity.kinds),
        "is_place": int(EntityKind.PLACE in entity.kinds),
        "role": entity.role and entity.role.value,
        "iso3": entity.iso3,
        "wikidata": entity.wikidata,
        "geonames": entity.geonames,
        "lat": entity.lat,
        "lon": entity.lon,
        "within": number("ent", entity.within) if entity.within else None,
        "aliases": orjson.dumps(entity.aliases),
        "articles": entity.counts.articles,
        "claims": entity.counts.claims,
        "figures": entity.counts.figures,
    }
