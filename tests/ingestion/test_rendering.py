"""Records as they are shown: every span reads its text, ids come from content alone."""

from __future__ import annotations

import dataclasses
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import records
from app.extraction.reading import Claim, Entity, Figure, Reading, Reference
from app.identity import derive, public
from app.ingestion.rendering import Rendered, render
from app.ingestion.submission import Submission
from app.text import Span
from app.vocabulary import ClaimType, EntityKind, Measure, PlaceBasis, Qualifier, Unit, Voice
from tests.ingestion import readings


@pytest.fixture(scope="module")
def rendered() -> Rendered:
    return render(readings.SUBMISSION, readings.reading())


def spans(value: Any) -> list[dict[str, Any]]:
    """Return every span of a JSON value, at any depth."""
    if isinstance(value, list):
        return [found for item in value for found in spans(item)]
    if isinstance(value, dict):
        own = [value] if value.get("start") is not None else []
        return own + [found for item in value.values() for found in spans(item)]
    return []


def test_every_span_reads_its_text(rendered: Rendered) -> None:
    found = spans(rendered.article.model_dump(mode="json"))
    assert len(found) > 20
    for one in found:
        words = readings.TEXT[one["start"] : one["end"]]
        assert words == one.get("text", words) != ""


def test_the_article_is_as_it_was_handed_in(rendered: Rendered) -> None:
    article, given_ = rendered.article, readings.SUBMISSION
    for name in ("text", "title", "publisher", "published_at", "url", "language", "licence"):
        assert getattr(article, name) == getattr(given_, name)
    assert article.stored_at is None
    assert article.counts == records.ArticleCounts(entities=4, claims=5, figures=2)
    assert [problem.code for problem in article.problems] == ["furniture"]


def test_ids_are_derived_from_the_text(rendered: Rendered) -> None:
    sha256 = rendered.article.text_sha256
    claims, figures = rendered.article.claims or [], rendered.article.figures or []
    content = claims[0]
    assert rendered.article.id == public("art", derive("article", sha256))
    assert content.id == public("clm", derive("claim", sha256, content.start, content.end, "accusation"))
    assert figures[0].id == public("fig", derive("figure", sha256, figures[0].start, figures[0].end))
    assert {entity.id for entity in rendered.entities} == {
        public("ent", derive("entity", "wikidata:Q1")),
        public("ent", derive("entity", "wikidata:Q399")),
        public("ent", derive("entity", "wikidata:Q227")),
        public("ent", derive("entity", "name:karabakh")),
        public("ent", derive("entity", sha256, "local:protesters")),
    }
    assert set(rendered.keys.values()) == {
        "wikidata:Q1", "wikidata:Q399", "wikidata:Q227", "name:karabakh", f"{sha256} local:protesters",
    }  # fmt: skip


def test_records_that_are_equal_in_everything_have_ids_of_their_own(rendered: Rendered) -> None:
    same = [claim for claim in rendered.article.claims or [] if claim.text == "Protesters gathered"]
    assert len({claim.id for claim in same}) == 3


def test_rendering_again_gives_the_same(rendered: Rendered) -> None:
    assert render(readings.SUBMISSION, readings.reading()) == rendered


def test_facts_about_the_article_do_not_change_ids(rendered: Rendered) -> None:
    other = render(Submission(text=readings.TEXT), readings.reading())
    assert [claim.id for claim in other.article.claims or []] == [c.id for c in rendered.article.claims or []]


def test_records_refer_to_each_other(rendered: Rendered) -> None:
    accusation, denial, *_ = rendered.article.claims or []
    killed, children = rendered.article.figures or []
    assert accusation.figures == [killed.id, children.id]
    assert denial.figures == []
    assert (killed.claim_id, children.claim_id) == (accusation.id, accusation.id)
    assert (killed.part_of, children.part_of) == (None, killed.id)
    assert accusation.speaker is not None
    assert (accusation.speaker.name, accusation.speaker.text) == ("Armenia", "Armenia")
    assert accusation.places[0].name == "Khankendi"
    assert accusation.places[0].text == "Stepanakert"
    assert accusation.confidence == 0.1235


def test_numbers_are_shown_as_written(rendered: Rendered) -> None:
    killed, children = rendered.article.figures or []
    assert b'"value":27,"low":27,"high":27,' in killed.model_dump_json().encode()
    assert isinstance(children.value, int)


def test_time_has_the_names_of_the_api(rendered: Rendered) -> None:
    claims = rendered.article.claims or []
    assert '"time":{"from":"2023-09-19","until":"2023-09-19","basis":"relative","text":"on Tuesday"}' in (
        claims[0].model_dump_json()
    )


def test_an_entity_has_its_mentions_and_its_counts(rendered: Rendered) -> None:
    named = {entity.name: entity for entity in rendered.article.entities or []}
    assert [mention.text for mention in named["Azerbaijan"].mentions] == ["Azerbaijan", "Azerbaijan"]
    assert named["Azerbaijan"].kinds == ["actor", "place"]
    assert named["Azerbaijan"].counts == records.EntityCounts(articles=1, claims=2, figures=2)
    assert named["Khankendi"].counts == records.EntityCounts(articles=1, claims=1, figures=2)
    assert named["Protesters"].counts == records.EntityCounts(articles=1, claims=0, figures=0)


def test_a_larger_place_that_is_not_mentioned_comes_along(rendered: Rendered) -> None:
    (region,) = rendered.unmentioned
    assert (region.name, region.aliases) == ("Karabakh", ["Artsakh"])
    assert region.counts == records.EntityCounts(articles=0, claims=1, figures=2)
    assert rendered.by_id[public("ent", derive("entity", "wikidata:Q1"))].within == region.id


def test_a_place_without_a_basis_is_stated_or_context() -> None:
    inside, outside = Reference(Span(2, 4), None), Reference(Span(10, 12), None)
    claim = Claim(Span(0, 8), Span(0, 20), ClaimType.EVENT_REPORT, Voice.NARRATOR, places=(inside, outside))
    figure = Figure(
        Span(5, 6),
        Span(0, 20),
        Measure.OTHER,
        Qualifier.EXACT,
        Unit.ITEM,
        None,
        1.5,
        1.5,
        None,
        claim=claim,
        place=outside,
    )
    article = render(Submission(text="x" * 20), Reading((), (claim,), (figure,), ())).article
    shown = (article.claims or [])[0]
    assert [place.basis for place in shown.places] == [PlaceBasis.STATED, PlaceBasis.CONTEXT]
    assert [(place.entity_id, place.name) for place in shown.places] == [(None, "xx"), (None, "xx")]
    place = (article.figures or [])[0].place
    assert place is not None
    assert place.basis == PlaceBasis.CONTEXT


def test_entities_with_the_same_key_are_one() -> None:
    one, other = (Entity("name:x", "X", frozenset({EntityKind.ACTOR}), (Span(i, i + 1),)) for i in (2, 0))
    (shown,) = render(Submission(text="x x"), Reading((one, other), (), (), ())).article.entities or []
    assert [(mention.start, mention.text) for mention in shown.mentions] == [(0, "x"), (2, "x")]


def test_places_within_each_other_end() -> None:
    outer = Entity("name:a", "a", frozenset({EntityKind.PLACE}), ())
    inner = Entity("name:b", "b", frozenset({EntityKind.PLACE}), (Span(0, 1),), within=outer)
    object.__setattr__(outer, "within", inner)
    place = Reference(Span(0, 1), inner)
    claim = Claim(Span(0, 1), Span(0, 1), ClaimType.EVENT_REPORT, Voice.NARRATOR, places=(place,))
    shown = render(Submission(text="x"), Reading((inner,), (claim,), (), ()))
    assert {entity.counts.claims for entity in shown.entities} == {1}


def test_a_span_outside_the_text_is_refused() -> None:
    claim = Claim(Span(0, 4), Span(0, 3), ClaimType.EVENT_REPORT, Voice.NARRATOR)
    with pytest.raises(ValueError, match="outside a text of 3 characters"):
        render(Submission(text="abc"), Reading((), (claim,), (), ()))


def test_what_is_rendered_can_be_sent_between_processes(rendered: Rendered) -> None:
    assert pickle.loads(pickle.dumps(rendered)) == rendered  # noqa: S301 - our own bytes


@given(st.text(min_size=1).filter(str.strip), st.data())
def test_spans_of_any_text_read_it(text: str, data: st.DataObject) -> None:
    text = text.replace("\0", " ") + "x"
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    base = Claim(Span(start, end), Span(0, len(text)), ClaimType.DEMAND, Voice.ATTRIBUTED)
    claims = (base, dataclasses.replace(base), dataclasses.replace(base, type=ClaimType.OFFER))
    article = render(Submission(text=text), Reading((), claims, (), ())).article
    assert {claim.text for claim in article.claims or []} == {text[start:end]}
    assert len({claim.id for claim in article.claims or []}) == 3
