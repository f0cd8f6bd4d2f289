"""Figures: which numbers count something, what they measure, of whom, and where, when and by whom it was said."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.extraction.numbers.figures import figures, problems
from app.extraction.paragraphs import split
from app.extraction.reading import Claim, Entity, Figure, Reference
from app.text import Span
from app.vocabulary import ClaimType, EntityKind, Group, Measure, ProblemCode, Qualifier, TimeBasis, Unit, Voice

PUBLISHED = date(2023, 9, 20)
PLACE = frozenset([EntityKind.PLACE])
BOTH = frozenset([EntityKind.PLACE, EntityKind.ACTOR])


def read(text: str, claims: tuple[Claim, ...] = (), entities: tuple[Entity, ...] = ()) -> tuple[Figure, ...]:
    return figures(text, split(text), claims, entities, PUBLISHED)


def entity(text: str, name: str, kinds: frozenset[EntityKind]) -> Entity:
    mentions = tuple(Span(m.start(), m.end()) for m in re.finditer(re.escape(name), text))
    return Entity(key=f"name:{name}", name=name, kinds=kinds, mentions=mentions)


def claim(text: str, content: str, speaker: str | None = None) -> Claim:
    span = Span(text.index(content), text.index(content) + len(content))
    said = Reference(Span(text.index(speaker), text.index(speaker) + len(speaker)), None) if speaker else None
    voice = Voice.ATTRIBUTED if speaker else Voice.NARRATOR
    return Claim(span=span, sentence=span, type=ClaimType.EVENT_REPORT, voice=voice, speaker=said)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a verb before, active
        ("A strike killed five.", [("five", Measure.KILLED, None)]),
        ("A bomb killed at least 22 people.", [("at least 22 people", Measure.KILLED, None)]),
        (
            "It exploded, killing 24 people and wounding 103 others.",
            [("24 people", Measure.KILLED, None), ("103 others", Measure.INJURED, None)],
        ),
        ("Russia has evacuated nearly 500 civilians.", [("nearly 500 civilians", Measure.EVACUATED, Group.CIVILIAN)]),
        ("Police arrested 30 protesters.", [("30 protesters", Measure.DETAINED, Group.PROTESTER)]),
        ("Gunmen kidnapped 12 aid workers.", [("12 aid workers", Measure.ABDUCTED, Group.AID_WORKER)]),
        ("They deployed 2,000 troops.", [("2,000 troops", Measure.PERSONNEL, Group.SOLDIER)]),
        ("Iran released two journalists.", [("two journalists", Measure.RELEASED, Group.JOURNALIST)]),
        ("A death squad gunned down six men.", [("six men", Measure.KILLED, Group.MAN)]),
        ("The army shot 20 people.", [("20 people", Measure.CASUALTIES, None)]),
        # a noun before
        (
            "Protests erupted, resulting in the deaths of three protesters.",
            [("three protesters", Measure.KILLED, Group.PROTESTER)],
        ),
        ("It led to injuries to 35 officers.", [("35 officers", Measure.INJURED, Group.POLICE)]),
        # a verb or state after
        ("Three civilians were killed.", [("Three civilians", Measure.KILLED, Group.CIVILIAN)]),
        ("Twelve soldiers have reportedly been wounded.", [("Twelve soldiers", Measure.INJURED, Group.SOLDIER)]),
        ("Eleven men in the West Bank are shot dead.", [("Eleven men", Measure.KILLED, Group.MAN)]),
        ("The attack left six soldiers dead.", [("six soldiers", Measure.KILLED, Group.SOLDIER)]),
        ("At least ten people died.", [("At least ten people", Measure.KILLED, None)]),
        ("Some 300,000 people fled.", [("Some 300,000 people", Measure.DISPLACED, None)]),
        ("Seven people suffered minor burns.", [("Seven people", Measure.INJURED, None)]),
        ("25 people, including a child, were killed.", [("25 people", Measure.KILLED, None)]),
        ("Thirteen soldiers are missing.", [("Thirteen soldiers", Measure.MISSING, Group.SOLDIER)]),
        (
            "48 people were killed and 150 injured.",
            [("48 people", Measure.KILLED, None), ("150 injured", Measure.INJURED, None)],
        ),
        (
            "More than 60 civilians were killed and injured.",
            [("More than 60 civilians", Measure.CASUALTIES, Group.CIVILIAN)],
        ),
        # lists
        (
            "Four police officers and two civilians were killed.",
            [("Four police officers", Measure.KILLED, Group.POLICE), ("two civilians", Measure.KILLED, Group.CIVILIAN)],
        ),
        (
            "It killed twelve students and at least seven nurses.",
            [
                ("twelve students", Measure.KILLED, Group.STUDENT),
                ("at least seven nurses", Measure.KILLED, Group.MEDICAL),
            ],
        ),
        ("It killed a commander and nine children.", [("nine children", Measure.KILLED, Group.CHILD)]),
        # running totals
        ("The death toll rises to 32.", [("death toll rises to 32", Measure.KILLED, None)]),
        (
            "The number of children killed rose to 17.",
            [("number of children killed rose to 17", Measure.KILLED, Group.CHILD)],
        ),
        (
            "A bomb killed nine men, raising the total to 69.",
            [("nine men", Measure.KILLED, Group.MAN), ("total to 69", Measure.KILLED, None)],
        ),
        ("The toll exceeded 100.", [("toll exceeded 100", Measure.KILLED, None)]),
        # casualties are not deaths
        ("They reported 27 casualties.", [("27 casualties", Measure.CASUALTIES, None)]),
        (
            "There were six deaths and 117 injuries.",
            [("six deaths", Measure.KILLED, None), ("117 injuries", Measure.INJURED, None)],
        ),
        # nobody
        ("There were no casualties.", [("no casualties", Measure.CASUALTIES, None)]),
        ("No one was injured.", [("No one was injured", Measure.INJURED, None)]),
        # things
        ("They fired 36 shells.", [("36 shells", Measure.MUNITIONS, None)]),
        ("It destroyed five fighter jets.", [("five fighter jets", Measure.EQUIPMENT, None)]),
        ("Fire destroyed twelve homes.", [("twelve homes", Measure.BUILDINGS, None)]),
        ("Forces captured six villages.", [("six villages", Measure.TERRITORY, None)]),
        ("Shelling destroyed six villages.", [("six villages", Measure.BUILDINGS, None)]),
        ("There were two landmine explosions.", [("two landmine explosions", Measure.INCIDENTS, None)]),
        ("Aid entered via two roads.", [("two roads", Measure.INFRASTRUCTURE, None)]),
        (
            "An estimated 120,000 ethnic Armenians live there.",
            [("An estimated 120,000 ethnic Armenians", Measure.POPULATION, Group.ETHNIC_GROUP)],
        ),
        ("It has two million Syrian refugees.", [("two million Syrian refugees", Measure.REFUGEES, Group.REFUGEE)]),
        ("It won with 84,121 votes.", [("84,121 votes", Measure.VOTES, None)]),
        ("An eight-count indictment was filed.", [("eight-count", Measure.OTHER, None)]),
    ],
)
def test_measure_and_group(text: str, expected: list[tuple[str, Measure, Group | None]]) -> None:
    assert [(f.span.of(text), f.measure, f.group) for f in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "part", "measure", "unit", "low"),
    [
        ("It lies approximately 100km north.", "approximately 100km", Measure.DISTANCE, Unit.KM, 100),
        ("It lies 20 miles north.", "20 miles", Measure.DISTANCE, Unit.OTHER, 20),
        ("They hold 300 square kilometres.", "300 square kilometres", Measure.TERRITORY, Unit.KM2, 300),
        ("They brought 40 tonnes of food.", "40 tonnes", Measure.AID, Unit.T, 40),
        ("They fought for the past nine months.", "the past nine months", Measure.DURATION, Unit.MONTH, 9),
        ("They last fought three years ago.", "three years ago", Measure.DURATION, Unit.YEAR, 3),
        ("It replied within 48 hours.", "48 hours", Measure.DURATION, Unit.HOUR, 48),
        ("A 72-hour truce began.", "72-hour", Measure.DURATION, Unit.HOUR, 72),
        ("It rained for three consecutive days.", "three consecutive days", Measure.DURATION, Unit.DAY, 3),
        ("It rained for a second day.", "a second day", Measure.DURATION, Unit.DAY, 2),
        ("He was jailed for 12 years.", "12 years", Measure.SENTENCE, Unit.YEAR, 12),
        ("A 12-year-old boy was there.", "12-year-old", Measure.AGE, Unit.YEAR, 12),
        ("The victim was aged 12.", "12", Measure.AGE, Unit.YEAR, 12),
        ("He was 34 and lived in Aden.", "34", Measure.AGE, Unit.YEAR, 34),
        ("It gave $2 million.", "$2 million", Measure.MONEY, Unit.USD, 2_000_000),
        ("Of them, 85% agreed.", "85%", Measure.SHARE, Unit.PERCENT, 85),
    ],
)
def test_amounts(text: str, part: str, measure: Measure, unit: Unit, low: float) -> None:
    [figure] = read(text)
    assert (figure.span.of(text), figure.measure, figure.unit, figure.low) == (part, measure, unit, low)


@pytest.mark.parametrize(
    "text",
    [
        "It happened on 20 September 2023.",
        "It happened on Jan. 8.",
        "In 2020 they fought.",
        "The 2014 protests went on.",
        "UN Security Council Resolution 2254 was adopted.",
        "They invoked Article 5.",
        "The G7 met.",
        "Two thousand and three",
        "A 155 mm gun was seen.",
        "The 20th Brigade moved.",
        "They won 3-0.",
        "At 10:30 pm the siren went.",
        "A Boeing 737 landed.",
        "A magnitude 6.4 earthquake struck.",
        "It was the 50th anniversary of the war.",
        "One of the men spoke.",
        "One said so.",
        "The two countries agreed.",
        "The Six-Day War was long ago.",
        "No casualties were reported.",
        "It has used them at least 50 times.",
        "He threatened them on three fronts.",
        "Call 555-1234 now.",
        "3D printers are used.",
        "No hostages were released.",
        "No evidence was found.",
    ],
)
def test_no_figure(text: str) -> None:
    assert [f.span.of(text) for f in read(text)] == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("They reported 27 casualties, including two civilians.", {"two civilians": "27 casualties"}),
        (
            "At least 23 people were killed, of whom 16 are servicemen, five civilians and two children.",
            {
                "16 are servicemen": "At least 23 people",
                "five civilians": "At least 23 people",
                "two children": "At least 23 people",
            },
        ),
        ("It killed 24 people. Nine children and a leader are among the dead.", {"Nine children": "24 people"}),
        ("Three people, two police officers and a guard, were hurt.", {"two police officers": "Three people"}),
        ("They killed 20 soldiers and wounded 12 civilians.", {}),
    ],
)
def test_parts_measure_what_their_whole_does(text: str, parts: dict[str, str]) -> None:
    found = [f for f in read(text) if f.part_of]
    assert {f.span.of(text): f.part_of.span.of(text) for f in found if f.part_of} == parts
    assert all(f.part_of and f.measure is f.part_of.measure for f in found)


def test_left_out_nouns() -> None:
    text = "Turkey has two million refugees, down from a peak of over three million."
    assert [(f.measure, f.low, f.unit) for f in read(text)] == [
        (Measure.REFUGEES, 2_000_000, Unit.PERSON),
        (Measure.REFUGEES, 3_000_000, Unit.PERSON),
    ]
    text = "They shot down 39 of 55 missiles."
    assert [(f.measure, f.low) for f in read(text)] == [(Measure.MUNITIONS, 39), (Measure.MUNITIONS, 55)]


def test_threatened_harm_is_not_counted_as_done() -> None:
    assert [f.measure for f in read("They threaten to kill two hostages.")] == [Measure.ABDUCTED]


def test_trailing_hedges() -> None:
    [figure] = read("He counted 30 soldiers in all.")
    assert (figure.qualifier, figure.low, figure.high) == (Qualifier.TOTAL, 30, 30)


def test_vague_figures_hold_no_number() -> None:
    [figure] = read("Dozens of rockets fell.")
    assert (figure.value, figure.low, figure.high, figure.qualifier) == (None, None, None, Qualifier.VAGUE)


def test_a_number_too_large_to_store_is_a_problem() -> None:
    text = "They asked for 5,000,000 trillion dollars, " + "9" * 30 + " euros and 20 tanks."
    assert [(p.code, p.span and p.span.of(text)) for p in problems(split(text))] == [
        (ProblemCode.NUMBER_OUT_OF_RANGE, "5,000,000 trillion"),
        (ProblemCode.NUMBER_OUT_OF_RANGE, "9" * 30),
    ]
    assert [f.value for f in read(text)] == [20]


def test_furniture_is_not_read() -> None:
    text = "Five soldiers killed\nFive soldiers were killed on Monday.\nFive soldiers killed"
    assert len(read(text)) == 2


def test_speaker_and_claim_are_those_of_the_smallest_content() -> None:
    text = "The ministry said officials confirmed that six men were killed."
    outer = claim(text, "officials confirmed that six men were killed", "The ministry")
    inner = claim(text, "six men were killed", "officials")
    [figure] = read(text, (outer, inner))
    assert figure.claim is inner
    assert figure.speaker is inner.speaker
    [alone] = read(text)
    assert (alone.claim, alone.speaker) == (None, None)


@pytest.mark.parametrize(
    ("text", "places", "expected"),
    [
        ("Israel struck Gaza, killing 24 people in Rafah.", {"Israel": BOTH, "Gaza": PLACE, "Rafah": PLACE}, ["Rafah"]),
        ("Azerbaijan said six men were killed.", {"Azerbaijan": BOTH}, [None]),
        ("In Azerbaijan six men were killed.", {"Azerbaijan": BOTH}, ["Azerbaijan"]),
        ("They struck 30 targets in Syria and Iraq.", {"Syria": BOTH, "Iraq": BOTH}, [None]),
        ("Ten died in Kunduz, Afghanistan.", {"Kunduz": PLACE, "Afghanistan": BOTH}, ["Kunduz"]),
        ("Ten died in Kunduz. Three more were injured.", {"Kunduz": PLACE}, ["Kunduz", "Kunduz"]),
        ("Talks in Baku lasted two hours.", {"Baku": PLACE}, [None]),
        ("They are within 8 kilometres of Aleppo.", {"Aleppo": PLACE}, ["Aleppo"]),
        ("They drove 8 kilometres in Aleppo.", {"Aleppo": PLACE}, [None]),
        ("Jets bombed Gori, outside Tskhinvali, killing six.", {"Gori": PLACE, "Tskhinvali": PLACE}, ["Gori"]),
        ("It killed six in Sudan's capital Khartoum.", {"Sudan": PLACE, "Khartoum": PLACE}, ["Khartoum"]),
        ("In Kurmuk a bus to Sudan was hit, killing six.", {"Kurmuk": PLACE, "Sudan": PLACE}, ["Kurmuk"]),
        ("The attack on Kurmuk in Darfur killed six.", {"Kurmuk": PLACE, "Darfur": PLACE}, ["Kurmuk"]),
        ("Clashes in Kurmuk made 200 people flee to Sudan.", {"Kurmuk": PLACE, "Sudan": PLACE}, ["Kurmuk"]),
    ],
)
def test_place(text: str, places: dict[str, frozenset[EntityKind]], expected: list[str | None]) -> None:
    found = read(text, (), tuple(entity(text, name, kinds) for name, kinds in places.items()))
    assert [f.place.span.of(text) if f.place else None for f in found] == expected


def test_time() -> None:
    [figure] = read("On Tuesday six men were killed.")
    assert (figure.time.basis, figure.time.since, figure.time.until) == (
        TimeBasis.RELATIVE,
        date(2023, 9, 19),
        date(2023, 9, 19),
    )


WORDS = (
    "5 two hundred , . and of including killed killing were people soldiers more others the a toll death to rises in"
    " Gaza $ % – - among dead year old 12-year-old no at least September 2020 ( ) ; — as well"
)


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS.split(" "))).map(" ".join)))
@example('TOLL"0YEAR:WERE 1')
def test_any_text_is_read(text: str) -> None:
    place = entity(text, "Gaza", PLACE)
    found = read(text, (), (place,) if place.mentions else ())
    assert [f.span for f in found] == sorted(f.span for f in found)
    for figure in found:
        assert figure.span.of(text).strip() == figure.span.of(text) != ""
        assert figure.low is None or figure.high is None or figure.low <= figure.high
        assert figure.qualifier is not Qualifier.VAGUE or figure.value is None


@pytest.mark.parametrize(
    "text",
    [
        "9" * 1_000_000,
        "killed 5 and wounded 3, " * 8_000,
        "5 people, including 3 children, " * 6_000,
        "death toll to 5 " * 12_000,
        "five-year-old " * 14_000,
        "5-" * 90_000,
        "in 2020 " * 24_000,
        "at least " * 22_000 + "5",
        "5 (a " * 30_000,
    ],
    ids=["digits", "verbs", "parts", "tolls", "compounds", "dashes", "years", "hedges", "brackets"],
)
@pytest.mark.timeout(60)
def test_hostile_text_ends(text: str) -> None:
    read(text)


@pytest.mark.parametrize(
    ("text", "part", "measure", "group"),
    [
        ("They killed 54 men in several cities, 37 of whom were unarmed.", "37", Measure.KILLED, Group.MAN),
        ("A strike killed four militants, two of whom were wanted.", "two", Measure.KILLED, Group.MILITANT),
    ],
)
def test_some_of_them_are_of_the_same_group(text: str, part: str, measure: Measure, group: Group) -> None:
    found = next(figure for figure in read(text) if figure.span.of(text) == part)
    assert found.part_of is not None
    assert (found.measure, found.group) == (measure, group)


def test_nouns_joined_before_the_counted_one() -> None:
    (found,) = read("The strikes destroyed 224 artillery and mortar systems.")
    assert (found.low, found.measure) == (224, Measure.EQUIPMENT)


def test_a_toll_was_counted_where_its_own_words_say() -> None:
    text = "The death toll in Vietnam from the storm rises to 27."
    (found,) = read(text, entities=(entity(text, "Vietnam", BOTH),))
    assert found.place is not None
    assert found.place.span.of(text) == "Vietnam"


def test_a_prefix_of_a_currency_sign_belongs_to_the_amount() -> None:
    (found,) = read("They offer up to MXN$30 million for it.")
    assert (found.high, found.unit, found.qualifier) == (30_000_000, Unit.CURRENCY_OTHER, Qualifier.AT_MOST)
