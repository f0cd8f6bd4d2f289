"""Which event type a content is, and which clauses tell of conflict at all."""

from __future__ import annotations

import pytest

from app.extraction import paragraphs
from app.extraction.grammar.words import Reader, Words
from app.extraction.statements import events
from app.vocabulary import EventCode
from tests.extraction.statements.cast import entities


def line(text: str) -> Words:
    (paragraph,) = paragraphs.split(text)
    return Reader((), entities(text)).read(paragraph.sentences[0])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # the main verb, behind what leads up to it
        ("Rebels shelled Aleppo.", EventCode.ASSAULT),
        ("Russia continued to shell Aleppo.", EventCode.ASSAULT),
        ("Civilians are expected to flee Aleppo.", EventCode.YIELD),
        ("Police arrested protesters after the attack.", EventCode.COERCE),
        ("Russia deployed peacekeepers after the war.", EventCode.MOBILIZE),
        # verbs that leave it to their noun
        ("Turkey launched an airstrike on Syria.", EventCode.ASSAULT),
        ("Egypt held ceasefire talks with Israel.", EventCode.CONSULT),
        ("Iran and Iraq signed a peace agreement.", EventCode.AGREE),
        ("Fighting erupted in Khartoum.", EventCode.ASSAULT),
        ("Police opened fire on protesters.", EventCode.ASSAULT),
        ("France sent troops to Syria.", EventCode.MOBILIZE),
        ("Protesters gathered in Kyiv.", EventCode.PROTEST),
        ("Prisoners began a hunger strike.", EventCode.PROTEST),
        # ending force yields, ending aid and relations sanctions
        ("Israel lifted the siege.", EventCode.YIELD),
        ("France suspended aid to Sudan.", EventCode.SANCTION),
        ("Qatar severed ties with Iran.", EventCode.SANCTION),
        # nothing that happens, or nobody's doing
        ("Troops are in Aleppo.", None),
        ("An earthquake killed 20 people in Turkey.", None),
    ],
)
def test_event_types(text: str, code: EventCode | None) -> None:
    words = line(text)
    assert events.code(words, 0, len(words) - 2) is code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("an immediate ceasefire in Gaza", EventCode.YIELD),
        ("an end to the siege", EventCode.YIELD),
        ("the release of hostages", EventCode.YIELD),
        ("peace talks in Yevlakh", EventCode.CONSULT),
        ("to attack Israel", EventCode.ASSAULT),
    ],
)
def test_contents_without_a_finite_verb(text: str, code: EventCode) -> None:
    words = line(f"Egypt wants {text}.")
    assert events.code(words, 2, len(words) - 2) is code


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Rebels attacked a convoy.", True),
        ("Floods killed 20 people in Turkey.", True),
        ("A storm damaged roads in France.", False),
        ("France defeated Egypt in the football final and captured the cup.", False),
        ("Hamas attacked a football stadium.", True),
        ("The museum opened a gallery.", False),
    ],
)
def test_what_is_about_the_conflict(text: str, told: bool) -> None:
    words = line(text)
    assert events.is_about_conflict(words, 0, len(words) - 1) is told
