"""What the seed article must yield: a statement of the product on one real text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.extraction import read
from app.extraction.reading import Claim, Figure, Reading
from app.vocabulary import Voice

TEXT = (Path(__file__).parents[2] / "seed_data" / "2023-09-20-nagorno-karabakh.txt").read_bytes().decode("utf-8")
TAIL = TEXT.index("The comments posted here")
HEADLINE = "Azerbaijan Continues Military Operations in Nagorno-Karabakh"


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(TEXT, date(2023, 9, 20), title=HEADLINE)


def said(reading: Reading, content: str) -> Claim:
    """Return the attributed claim whose content holds these words, the shortest when there are several."""
    found = [c for c in reading.claims if c.voice is Voice.ATTRIBUTED and content in c.span.of(TEXT)]
    assert found, f"no attributed claim holds {content!r}"
    return min(found, key=lambda claim: len(claim.span))


@pytest.mark.parametrize(
    ("content", "speaker", "types"),
    [
        ("neutralization of military equipment", "Azerbaijan's defense ministry", {"event_report"}),
        ("27 casualties, including two civilians", "Nagorno-Karabakh authorities", {"event_report"}),
        ("readiness for talks", "Azerbaijan", {"offer"}),
        ("must raise the white flag", "Azerbaijan", {"demand"}),
        ('aimed at "ethnic cleansing', "Nikol Pashinyan", {"accusation"}),
        ("to immediately cease military action", "Russia's foreign ministry and US Secretary of State", {"demand"}),
        ("starting talks in the town of Yevlakh", "Azerbaijan", {"offer"}),
        ("it is not targeting civilians", "Azerbaijan's defense ministry", {"denial"}),
        ("has been weakened by the blockade", "Laurence Broers", {"assessment", "status_report"}),
        ("operation aims to regain control", "Laurence Broers", {"assessment"}),
        ('to "dissolve itself"', "Hikmet Hajiyev", {"demand"}),
        ("providing rights and security", "Hikmet Hajiyev", {"commitment"}),
        ("helped relocate a total of 7,000", "separatists", {"event_report"}),
    ],
)
def test_who_said_what(reading: Reading, content: str, speaker: str, types: set[str]) -> None:
    claim = said(reading, content)
    assert claim.speaker is not None
    assert speaker in claim.speaker.span.of(TEXT)
    assert str(claim.type) in types


def test_two_functions_in_one_sentence_are_two_claims(reading: Reading) -> None:
    offer, demand = said(reading, "readiness for talks"), said(reading, "must raise the white flag")
    assert not offer.span.overlaps(demand.span)
    assert demand.quoted
    assert not offer.quoted


def test_one_content_of_two_speakers_is_one_claim(reading: Reading) -> None:
    claim = said(reading, "to immediately cease military action")
    assert claim.speaker is not None
    assert claim.speaker.span.of(TEXT).endswith("Antony Blinken")


def figure(reading: Reading, words: str) -> Figure:
    found = [f for f in reading.figures if words in f.span.of(TEXT)]
    assert len(found) == 1, f"{len(found)} figures read {words!r}"
    return found[0]


@pytest.mark.parametrize(
    ("words", "value", "measure", "qualifier", "unit", "group"),
    [
        ("27 casualties", 27, {"casualties"}, "exact", "person", None),
        ("two civilians", 2, {"casualties"}, "exact", "person", "civilian"),
        ("2,000 Russian peacekeepers", 2000, {"personnel"}, "approximate", "person", "peacekeeper"),
        ("120,000 ethnic Armenians", 120000, {"population"}, "estimated", "person", "ethnic_group"),
        ("nearly 500 civilians", 500, {"evacuated"}, "nearly", "person", "civilian"),
        ("a total of 7,000", 7000, {"evacuated", "displaced"}, "total", "person", None),
        ("nine months", 9, {"duration"}, "exact", "month", None),
        ("two landmine explosions", 2, {"incidents"}, "exact", "event", None),
        ("six deaths", 6, {"killed"}, "exact", "person", None),
        ("four police officers", 4, {"killed"}, "exact", "person", "police"),
        ("175 Armenian soldiers", 175, {"personnel"}, "exact", "person", "soldier"),
        ("100km", 100, {"distance"}, "approximate", "km", None),
    ],
)
def test_figures(
    reading: Reading, words: str, value: float, measure: set[str], qualifier: str, unit: str, group: str | None
) -> None:
    found = figure(reading, words)
    assert found.value == found.low == found.high == value
    assert str(found.measure) in measure
    assert (found.qualifier, found.unit, found.group) == (qualifier, unit, group)


@pytest.mark.parametrize(
    ("part", "whole"), [("two civilians", "27 casualties"), ("four police officers", "six deaths")]
)
def test_parts_point_to_their_whole(reading: Reading, part: str, whole: str) -> None:
    assert figure(reading, part).part_of is figure(reading, whole)


def test_figures_have_the_speaker_of_their_claim(reading: Reading) -> None:
    speaker = figure(reading, "27 casualties").speaker
    assert speaker is not None
    assert speaker.span.of(TEXT) == "Nagorno-Karabakh authorities"
    assert figure(reading, "175 Armenian soldiers").speaker is None


def test_nothing_is_read_in_the_repeated_headline_and_the_comment_policy(reading: Reading) -> None:
    repeated = TEXT.index(HEADLINE, len(HEADLINE))
    starts = [
        *(claim.span.start for claim in reading.claims),
        *(found.span.start for found in reading.figures),
        *(mention.start for entity in reading.entities for mention in entity.mentions),
    ]
    assert not [start for start in starts if repeated <= start < repeated + len(HEADLINE) or start >= TAIL]


def test_what_is_not_read_is_told(reading: Reading) -> None:
    unread = [problem.span.of(TEXT) for problem in reading.problems if problem.span]
    assert [words[:40] for words in unread] == [HEADLINE[:40], TEXT[TAIL : TAIL + 40]]


def test_the_same_text_reads_the_same(reading: Reading) -> None:
    def flat(r: Reading) -> list[tuple[object, ...]]:
        return [(c.span, c.type, c.voice, c.speaker and c.speaker.span) for c in r.claims]

    assert flat(read(TEXT, date(2023, 9, 20), title=HEADLINE)) == flat(reading)
