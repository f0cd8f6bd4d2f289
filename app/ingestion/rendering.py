"""From what a text says (`Reading`) to the records that are shown (`app.records`), with their ids. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from app import records
from app.extraction.reading import Claim, Cue, Entity, Figure, Problem, Reading, Reference, Time
from app.identity import Kind, derive, public
from app.ingestion import parts
from app.ingestion.submission import Submission
from app.text import Span
from app.vocabulary import EntityKind, PlaceBasis

EXTRACTOR = "hybrid/1.0.0"
"""What makes the records; the number is raised whenever the same text would give other ones."""

_NOT_COUNTED = records.EntityCounts(articles=0, claims=0, figures=0)
_LARGEST_INTEGER = 2**53  # above it a float no longer holds every whole number

_Read = TypeVar("_Read", bound=Hashable)


@dataclass(frozen=True)
class Rendered:
    """One article as it is shown, not stored yet, and what storing it needs beside.

    `unmentioned` are the entities that records refer to, or places lie in, without a mention in the text. `keys` gives
    what the id of each entity, mentioned or not, is derived from.
    """

    article: records.ArticleDetail
    unmentioned: tuple[records.EntityRecord, ...]
    keys: Mapping[str, str]

    @property
    def entities(self) -> tuple[records.EntityRecord, ...]:
        """Return all entities, mentioned or not."""
        return (*(self.article.entities or ()), *self.unmentioned)

    @property
    def by_id(self) -> dict[str, records.EntityRecord]:
        """Return all entities by id."""
        return {entity.id: entity for entity in self.entities}


def render(submission: Submission, reading: Reading) -> Rendered:
    """Return the article with its records; `stored_at` is null.

    Raises ValueError when a span of the reading lies outside the text.
    """
    sha256 = hashlib.sha256(submission.text.encode()).hexdigest()
    reference = records.ArticleReference(
        id=public("art", derive("article", sha256)),
        title=submission.title,
        publisher=submission.publisher,
        published_at=submission.published_at,
        url=submission.url,
    )
    rendering = _Rendering(submission.text, sha256, reference, reading)
    claims = [rendering.claim(claim) for claim in reading.claims]
    figures = [rendering.figure(figure) for figure in reading.figures]
    mentioned, unmentioned, keys = rendering.entities()
    around = {entity.id: entity for entity in (*mentioned, *unmentioned)}
    by_id = {claim.id: claim for claim in claims}
    in_claims = _counted(parts.of_claim(claim, around) for claim in claims)
    in_figures = _counted(parts.of_figure(figure, by_id, around) for figure in figures)

    def counted(entity: records.EntityRecord) -> dict[str, Any]:
        articles = int(isinstance(entity, records.EntityInArticle))
        counts = records.EntityCounts(articles=articles, claims=in_claims[entity.id], figures=in_figures[entity.id])
        return {"counts": counts}

    article = records.ArticleDetail(
        **dict(reference),
        language=submission.language,
        licence=submission.licence,
        text_sha256=sha256,
        stored_at=None,
        counts=records.ArticleCounts(entities=len(mentioned), claims=len(claims), figures=len(figures)),
        text=submission.text,
        problems=[rendering.problem(problem) for problem in reading.problems],
        entities=[entity.model_copy(update=counted(entity)) for entity in mentioned],
        claims=claims,
        figures=figures,
    )
    return Rendered(article, tuple(entity.model_copy(update=counted(entity)) for entity in unmentioned), keys)


class _Rendering:
    """The readings of one text and their ids."""

    def __init__(self, text: str, sha256: str, article: records.ArticleReference, reading: Reading) -> None:
        self._text = text
        self._sha256 = sha256
        self._article = article
        self._reading = reading
        claims = ((claim, (sha256, claim.span.start, claim.span.end, claim.type)) for claim in reading.claims)
        figures = ((figure, (sha256, figure.span.start, figure.span.end)) for figure in reading.figures)
        self._claim_ids = _ids("clm", "claim", claims)
        self._figure_ids = _ids("fig", "figure", figures)
        self._figures_of: defaultdict[Claim | None, list[str]] = defaultdict(list)
        for figure in reading.figures:
            self._figures_of[figure.claim].append(self._figure_ids[figure])

    def claim(self, claim: Claim) -> records.ClaimRecord:
        """Return a claim as it is shown."""
        return records.ClaimRecord(
            id=self._claim_ids[claim],
            article=self._article,
            type=claim.type,
            voice=claim.voice,
            **self._words(claim.span),
            sentence=self._sentence(claim.sentence),
            speaker=self._named(claim.speaker),
            cue=self._cue(claim.cue),
            via=self._named(claim.via),
            targets=[records.EntityReference(**self._reference(target)) for target in claim.targets],
            places=[self._place(place, claim.span) for place in claim.places],
            negated=claim.negated,
            quoted=claim.quoted,
            certainty=claim.certainty,
            time=self._time(claim.time),
            event_code=claim.event_code,
            figures=self._figures_of[claim],
            confidence=round(claim.confidence, 4),
            extractor=EXTRACTOR,
        )

    def figure(self, figure: Figure) -> records.FigureRecord:
        """Return a figure as it is shown."""
        content = figure.claim.span if figure.claim else figure.sentence
        return records.FigureRecord(
            id=self._figure_ids[figure],
            article=self._article,
            claim_id=self._claim_ids[figure.claim] if figure.claim else None,
            measure=figure.measure,
            value=_number(figure.value),
            low=_number(figure.low),
            high=_number(figure.high),
            qualifier=figure.qualifier,
            unit=figure.unit,
            group=figure.group,
            noun=figure.noun,
            **self._words(figure.span),
            sentence=self._sentence(figure.sentence),
            part_of=self._figure_ids[figure.part_of] if figure.part_of else None,
            speaker=self._named(figure.speaker),
            place=self._place(figure.place, content) if figure.place else None,
            time=self._time(figure.time),
            confidence=round(figure.confidence, 4),
            extractor=EXTRACTOR,
        )

    def problem(self, problem: Problem) -> records.ProblemRecord:
        """Return a problem as it is shown."""
        start, end = (problem.span.start, problem.span.end) if problem.span else (None, None)
        return records.ProblemRecord(code=problem.code, detail=problem.detail, start=start, end=end)

    def entities(self) -> tuple[list[records.EntityInArticle], list[records.EntityRecord], dict[str, str]]:
        """Return the entities that are mentioned, those that are not, and the key of each by its id."""
        same: dict[str, list[Entity]] = {}
        for entity in self._reached():
            same.setdefault(self._entity_id(entity), []).append(entity)
        mentioned, unmentioned = [], []
        for found, (first, *others) in same.items():
            spans = sorted({*first.mentions, *(span for other in others for span in other.mentions)})
            facts = records.EntityRecord(
                id=found,
                name=first.name,
                kinds=[kind for kind in EntityKind if kind in first.kinds],
                role=first.role,
                iso3=first.iso3,
                wikidata=first.wikidata,
                geonames=first.geonames,
                lat=first.lat,
                lon=first.lon,
                within=self._entity_id(first.within) if first.within else None,
                aliases=list(first.aliases),
                counts=_NOT_COUNTED,
            )
            if spans:
                mentions = [records.TextSpan(**self._words(span)) for span in spans]
                mentioned.append(records.EntityInArticle(**dict(facts), mentions=mentions))
            else:
                unmentioned.append(facts)
        return mentioned, unmentioned, {found: self._key(entities[0]) for found, entities in same.items()}

    def _reached(self) -> Iterator[Entity]:
        """Give the entities of the reading, those its records refer to, and the places around them, each once."""
        given = list(self._reading.entities)
        for claim in self._reading.claims:
            given += _entities(claim.speaker, claim.via, *claim.targets, *claim.places)
        for figure in self._reading.figures:
            given += _entities(figure.speaker, figure.place)
        seen = set()
        for entity in given:
            around: Entity | None = entity
            while around is not None and around not in seen:
                seen.add(around)
                yield around
                around = around.within

    def _key(self, entity: Entity) -> str:
        return f"{self._sha256} {entity.key}" if entity.key.startswith("local:") else entity.key

    def _entity_id(self, entity: Entity) -> str:
        local = (self._sha256,) if entity.key.startswith("local:") else ()
        return public("ent", derive("entity", *local, entity.key))

    def _words(self, span: Span) -> dict[str, Any]:
        if span.end > len(self._text):
            raise ValueError(f"[{span.start}, {span.end}) lies outside a text of {len(self._text)} characters")
        return {"start": span.start, "end": span.end, "text": span.of(self._text)}

    def _sentence(self, span: Span) -> records.SentenceSpan:
        return records.SentenceSpan(start=span.start, end=span.end)

    def _reference(self, reference: Reference) -> dict[str, Any]:
        words = self._words(reference.span)
        entity = reference.entity
        if entity is None:
            return {**words, "entity_id": None, "name": words["text"]}
        return {**words, "entity_id": self._entity_id(entity), "name": entity.name}

    def _named(self, reference: Reference | None) -> records.EntityReference | None:
        return records.EntityReference(**self._reference(reference)) if reference else None

    def _place(self, place: Reference, content: Span) -> records.PlaceReference:
        inside = PlaceBasis.STATED if content.holds(place.span) else PlaceBasis.CONTEXT
        return records.PlaceReference(**self._reference(place), basis=place.basis or inside)

    def _cue(self, cue: Cue | None) -> records.CueSpan | None:
        return records.CueSpan(**self._words(cue.span), lemma=cue.lemma) if cue else None

    def _time(self, time: Time) -> records.TimeInterval:
        words = time.span.of(self._text) if time.span else None
        return records.TimeInterval(since=time.since, until=time.until, basis=time.basis, text=words)


def _entities(*references: Reference | None) -> list[Entity]:
    return [reference.entity for reference in references if reference and reference.entity]


def _ids(kind: Kind, name: str, read: Iterable[tuple[_Read, tuple[object, ...]]]) -> dict[_Read, str]:
    """Return the public id of each; those that are equal in everything their id is derived from are numbered."""
    seen: Counter[tuple[object, ...]] = Counter()
    ids = {}
    for one, content in read:
        number = (seen[content],) if seen[content] else ()
        seen[content] += 1
        ids[one] = public(kind, derive(name, *content, *number))
    return ids


def _counted(found: Iterable[parts.Parts]) -> Counter[str]:
    return Counter(entity for one in found for entity in {entity for _, entity in one})


def _number(value: float | None) -> float | int | None:
    """Return whole numbers as integers, so that they are shown as written."""
    return int(value) if value is not None and float(value).is_integer() and abs(value) <= _LARGEST_INTEGER else value
