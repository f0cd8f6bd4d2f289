"""Press statements and day-by-day records read whole: what is one claim, whose it is and which type it has."""

from __future__ import annotations

import pytest

from app.extraction import read

Row = tuple[str, str | None, str]


def claims(text: str) -> list[Row]:
    """Return type, speaker and content of each claim; the speaker is None for the narrator and for nobody named."""
    return [
        (str(c.type), c.speaker.span.of(text) if c.speaker is not None else None, c.span.of(text))
        for c in read(text).claims
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        # passives: the subject is what was rejected; verbs joined to it; "it" stands for a clause
        (
            "A ceasefire deal proposed by Egypt is rejected by Israel and accepted by Hamas.",
            [("refusal", "Israel", "A ceasefire deal proposed by Egypt")],
        ),
        (
            "Another truce is accepted by Egypt but rejected by Hamas.",
            [("refusal", "Hamas", "Another truce")],
        ),
        (
            "Iran has attacked Aleppo, Netanyahu told a meeting with ambassadors from five states, referring to Syria.",
            [("event_report", "Netanyahu", "Iran has attacked Aleppo")],
        ),
        ("The claim was rejected by Pakistan.", [("denial", "Pakistan", "The claim")]),
        (
            "It is reported by Israel and Hamas that the bridge was destroyed.",
            [("event_report", "Israel and Hamas", "the bridge was destroyed")],
        ),
        (
            "It was reported later by Israel and Hamas the bridge was destroyed.",
            [("event_report", "Israel and Hamas", "the bridge was destroyed")],
        ),
        # "rejected that" denies; an active verb joined to a passive one
        (
            "Indian officials rejected that any aircraft was shot down and claimed that the pilots were safe.",
            [
                ("denial", "Indian officials", "any aircraft was shot down"),
                ("status_report", "Indian officials", "the pilots were safe"),
            ],
        ),
        # adjectives tell how somebody takes things
        (
            "The Security Council is deeply concerned by the attack on the convoy.",
            [("condemnation", "Security Council", "the attack on the convoy")],
        ),
        ("France is alarmed that the siege goes on.", [("condemnation", "France", "the siege goes on")]),
        ("France was encouraged by the ceasefire in Syria.", [("support", "France", "the ceasefire in Syria")]),
        # what stands behind a semicolon without a subject belongs to the clause before
        (
            "The strikes engaged three units; damaged 13 roads; and suppressed three mortar teams, the Pentagon added.",
            [
                (
                    "event_report",
                    "Pentagon",
                    "The strikes engaged three units; damaged 13 roads; and suppressed three mortar teams",
                )
            ],
        ),
        # concessions and contrasts are the text's own
        (
            "According to Hamas the death toll exceeds 300 although it is not clear how many are civilians.",
            [
                ("event_report", "Hamas", "the death toll exceeds 300"),
                ("non_confirmation", None, "it is not clear how many are civilians"),
            ],
        ),
        (
            "Israel conducted 2500 airstrikes in Gaza while thousands of rockets have been fired into Israel.",
            [
                ("event_report", None, "Israel conducted 2500 airstrikes in Gaza"),
                ("event_report", None, "thousands of rockets have been fired into Israel"),
            ],
        ),
        (
            "It was not immediately clear who fired the rocket.",
            [("non_confirmation", None, "It was not immediately clear who fired the rocket")],
        ),
        # a clause or phrase that opens the sentence belongs to it
        (
            "Since the war began, the Syrian government has attacked three towns.",
            [("event_report", None, "Since the war began, the Syrian government has attacked three towns")],
        ),
        # events told with verbs of having, behind ordinals, and behind relative clauses
        ("Egypt already held a first round of talks with Iran.", [("event_report", None, None)]),
        ("Aleppo was first captured by the rebels in July.", [("event_report", None, None)]),
        ("The Syrian army, which includes reservists, has bombed Aleppo.", [("event_report", None, None)]),
        # that something was said is no event of the conflict; who is called on is not labelled
        ("The Syrian army issues a statement.", []),
        ("The Iraqi government has commented on the delivery of aid to civilians.", []),
        (
            "Obama announces further sanctions against Russia.",
            [("announcement", "Obama", "further sanctions against Russia")],
        ),
    ],
)
def test_the_claims_of_a_sentence(text: str, rows: list[tuple[str, str | None, str | None]]) -> None:
    expected = [(kind, who, content if content is not None else text[:-1]) for kind, who, content in rows]
    assert claims(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('Merkel said: "The Coalition will continually consult with its partners."', "commitment"),
        ('Merkel said: "It is crucial to hold those responsible to account."', "demand"),
        ('Merkel said: "To prepare the liberation of Raqqa, the operation will cut off militants."', "assessment"),
        ("Merkel said the government complies with the demand of the rebels.", "status_report"),
    ],
)
def test_types_of_what_is_said(text: str, kind: str) -> None:
    assert [row[0] for row in claims(text)] == [kind]


def test_a_statement_is_over_when_its_speaker_is_spoken_of() -> None:
    text = (
        "Boris Johnson said:\n\nThe regime must stop the attacks.\n\nRussia bombed Aleppo. "
        "Johnson also urged Iran to leave Syria. The army shelled three villages."
    )
    assert [row[:2] for row in claims(text)] == [
        ("demand", "Boris Johnson"),
        ("event_report", "Boris Johnson"),
        ("demand", "Johnson"),
        ("event_report", None),
    ]


def test_we_in_a_statement_is_its_speaker_whoever_was_reported_in_it() -> None:
    text = "Boris Johnson said:\n\nThe UN says that 20 people died. We condemn the attack."
    found = read(text).claims
    assert found[-1].speaker is not None
    assert found[-1].speaker.entity is not None
    assert found[-1].speaker.entity.name == "Boris Johnson"


@pytest.mark.parametrize(
    "text",
    ["The mayor was concerned for his safety.", "We are concerned by the attack.", "He is known by his brother."],
)
def test_what_is_no_reaction_of_a_speaker(text: str) -> None:
    assert not [row for row in claims(text) if row[1] is not None and row[2] != text[:-1]]
