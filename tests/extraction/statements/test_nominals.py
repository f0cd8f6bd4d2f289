"""What nouns report: whose claim or call it is, and what "amid accusations of …" says without anybody."""

from __future__ import annotations

import pytest

from app import extraction
from app.extraction.reading import Claim
from app.vocabulary import ClaimType, Voice


def claims(text: str, voice: Voice) -> list[Claim]:
    return [claim for claim in extraction.read(text).claims if claim.voice is voice]


@pytest.mark.parametrize(
    ("text", "speaker", "type_", "content"),
    [
        (
            "The UN's appeal for a humanitarian pause was ignored.",
            "UN",
            ClaimType.DEMAND,
            "a humanitarian pause",
        ),
        (
            "Russia's demand that Ukraine withdraw from Kherson was refused.",
            "Russia",
            ClaimType.DEMAND,
            "Ukraine withdraw from Kherson",
        ),
        (
            "Turkey ignored Syria's threat to attack its border.",
            "Syria",
            ClaimType.THREAT,
            "to attack its border",
        ),
    ],
)
def test_nouns_with_an_owner(text: str, speaker: str, type_: ClaimType, content: str) -> None:
    (claim,) = claims(text, Voice.ATTRIBUTED)
    assert claim.speaker is not None
    assert claim.speaker.entity is not None
    found = (claim.speaker.span.of(text), claim.type, claim.span.of(text))
    assert found == (speaker, type_, content)


@pytest.mark.parametrize(
    "text",
    [
        "The UN's appeal was ignored.",  # nothing is reported
        "A call for help came from Aleppo.",  # nobody's
        "The call for a truce by the minister's cousin was ignored.",  # named by nobody we know
    ],
)
def test_nouns_that_report_nothing(text: str) -> None:
    assert claims(text, Voice.ATTRIBUTED) == []


@pytest.mark.parametrize(
    ("text", "type_", "content", "told"),
    [
        (
            "Turkey attacked Aleppo amid accusations of war crimes in Syria.",
            ClaimType.ACCUSATION,
            "war crimes in Syria",
            "Turkey attacked Aleppo",
        ),
        (
            "Israel attacked Gaza despite growing calls for a ceasefire.",
            ClaimType.DEMAND,
            "a ceasefire",
            "Israel attacked Gaza",
        ),
        (
            "Amid fears of a new war, troops left Khartoum.",
            ClaimType.ASSESSMENT,
            "a new war",
            "troops left Khartoum",
        ),
    ],
)
def test_nouns_behind_amid(text: str, type_: ClaimType, content: str, told: str) -> None:
    (rumour,) = claims(text, Voice.IMPLICIT)
    assert (rumour.type, rumour.span.of(text)) == (type_, content)
    assert [claim.span.of(text) for claim in claims(text, Voice.NARRATOR)] == [told]
