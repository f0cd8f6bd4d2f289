"""Drafts: what records are found by, and small enough to travel."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from app.ingestion import store
from app.ingestion.drafting import draft
from app.ingestion.rendering import render
from app.storage import audit
from app.storage.codes import ANY, CLAIM_TYPES, MEASURES, VOICES
from app.storage.database import Database
from app.vocabulary import ClaimType, Measure, Voice
from tests.ingestion import readings

RENDERED = render(readings.SUBMISSION, readings.reading())


def test_a_draft_holds_every_record_as_it_is_shown() -> None:
    drafted = draft(RENDERED)
    article = RENDERED.article
    assert [one.record.decode() for one in drafted.claims] == [one.model_dump_json() for one in article.claims or ()]
    assert [one.record.decode() for one in drafted.figures] == [one.model_dump_json() for one in article.figures or ()]
    assert [row["name"] for row in drafted.entities] == [entity.name for entity in RENDERED.entities]
    assert len(drafted.mentions) == article.counts.entities < len(drafted.entities)
    assert drafted.article.model_dump() == article.model_dump(include=set(type(drafted.article).model_fields))


def test_entities_stand_by_their_places() -> None:
    drafted = draft(RENDERED)
    names = [row["name"] for row in drafted.entities]
    accusation = drafted.claims[0]
    found = {part: [names[place] for place in places] for part, places in accusation.parts.items()}
    assert found == {
        "actor": ["Armenia", "Azerbaijan"],
        "speaker": ["Armenia"],
        "target": ["Azerbaijan"],
        "place": ["Khankendi", "Karabakh"],
        "point": ["Khankendi"],
    }


def test_a_figure_is_counted_by_its_claim() -> None:
    drafted = draft(RENDERED)
    killed = drafted.figures[0]
    assert killed.claim == 0
    assert killed.code == MEASURES[Measure.KILLED]
    assert (killed.claim_type, killed.voice) == (CLAIM_TYPES[ClaimType.ACCUSATION], VOICES[Voice.ATTRIBUTED])
    reading = readings.reading()
    lone = replace(reading.figures[0], claim=None)
    alone = draft(render(readings.SUBMISSION, replace(reading, figures=(lone,)))).figures[0]
    assert (alone.claim, alone.claim_type, alone.voice) == (None, ANY, ANY)


@pytest.mark.sqlite
def test_a_draft_that_has_travelled_is_written_as_the_article_itself(empty: Database) -> None:
    travelled = pickle.loads(pickle.dumps(draft(RENDERED)))  # noqa: S301 - of this line
    assert len(pickle.dumps(travelled)) < 2 * len(RENDERED.article.model_dump_json())
    assert [type(one) for one in store.write_many(empty, [travelled])] == [store.Stored]
    assert not store.write(empty, RENDERED).created
    assert list(audit.faults(empty)) == []
