"""What numbers measure where the sentence leaves out their noun, their verb or both."""

from __future__ import annotations

import pytest

from app.vocabulary import Group, Measure, Unit
from tests.extraction.numbers.test_figures import read


@pytest.mark.parametrize(
    ("text", "part", "measure", "group", "unit"),
    [
        # subject and auxiliary left out
        ("Ten soldiers were killed and 30 wounded.", "30 wounded", Measure.INJURED, Group.SOLDIER, Unit.PERSON),
        ("Ten soldiers were killed and 30 others wounded.", "30 others", Measure.INJURED, None, Unit.PERSON),
        # some of those counted before
        ("Four soldiers are injured, two seriously.", "two", Measure.INJURED, Group.SOLDIER, Unit.PERSON),
        ("Three farmers are killed by a mine, two in Kirkuk.", "two", Measure.KILLED, Group.WORKER, Unit.PERSON),
        (
            "Ten soldiers were captured, three of whom were killed.",
            "three of whom were killed",
            Measure.KILLED,
            None,
            Unit.PERSON,
        ),
        ("It conducts ten airstrikes, eight of them on Kobani.", "eight", Measure.INCIDENTS, None, Unit.EVENT),
        # the same somewhere else
        (
            "It led to five civilian deaths in India and four in Pakistan.",
            "four",
            Measure.KILLED,
            Group.CIVILIAN,
            Unit.PERSON,
        ),
        ("Police find 23 guns in a room, and 19 more at a house.", "19 more", Measure.EQUIPMENT, None, Unit.ITEM),
        # after a dash
        ("Three car bombs—two in the capital—went off.", "two", Measure.MUNITIONS, None, Unit.ITEM),
        ("There were air strikes -- eight in the last 24 hours.", "eight", Measure.INCIDENTS, None, Unit.EVENT),
        # a total taken apart, or joined by more
        (
            "The death toll is now 19 — three civilians and 16 attackers.",
            "16 attackers",
            Measure.KILLED,
            Group.ATTACKER,
            Unit.PERSON,
        ),
        (
            "At least 194 people were killed: two soldiers and 47 civilians.",
            "two soldiers",
            Measure.KILLED,
            Group.SOLDIER,
            Unit.PERSON,
        ),
        ("The blast killed 12 people (five civilians).", "five civilians", Measure.KILLED, Group.CIVILIAN, Unit.PERSON),
        ("Two guards were killed, as well as six boys.", "six boys", Measure.KILLED, Group.CHILD, Unit.PERSON),
        ("He was killed along with two guards.", "two guards", Measure.KILLED, Group.COMBATANT, Unit.PERSON),
        (
            "It killed nine, including two guards of the minister and six boys.",
            "six boys",
            Measure.KILLED,
            Group.CHILD,
            Unit.PERSON,
        ),
        ("It seized a boat with four boys and three girls.", "three girls", Measure.OTHER, Group.CHILD, Unit.PERSON),
        # machines and missiles that were shot down
        (
            "Russia launched 40 drones; 30 were shot down.",
            "30 were shot down",
            Measure.MUNITIONS,
            None,
            Unit.ITEM,
        ),
        (
            "Over a dozen rockets were fired, three of which were intercepted.",
            "three of which were intercepted",
            Measure.MUNITIONS,
            None,
            Unit.ITEM,
        ),
        (
            "Jets attacked the town; two are shot down.",
            "two are shot down",
            Measure.EQUIPMENT,
            None,
            Unit.ITEM,
        ),
        ("The navy intercepted 50 people.", "50 people", Measure.OTHER, None, Unit.PERSON),
    ],
)
def test_what_is_left_out(text: str, part: str, measure: Measure, group: Group | None, unit: Unit) -> None:
    found = {text[f.span.start : f.span.end]: f for f in read(text)}
    assert part in found
    assert (found[part].measure, found[part].group, found[part].unit) == (measure, group, unit)


def test_a_part_knows_its_whole() -> None:
    whole, part = read("Six soldiers are injured, three seriously.")
    assert part.part_of is whole


@pytest.mark.parametrize(
    ("text", "part", "measure"),
    [
        # what stands between those counted and what happened to them
        ("Seven people, including two children are killed.", "Seven people", Measure.KILLED),
        ("Five people of one family, including two children, are killed.", "Five people", Measure.KILLED),
        ("Ten firefighters and rescue workers are killed.", "Ten firefighters", Measure.KILLED),
        ('Two "wanted terrorists" are killed in Dammam.', 'Two "wanted terrorists"', Measure.KILLED),
        ('Medics said "around 30" were killed.', 'around 30" were killed', Measure.KILLED),
        # what stands before them
        ("An air strike kills a family of eight.", "eight", Measure.KILLED),
        ("Police shoot two migrants dead.", "two migrants", Measure.KILLED),
        ("A mass grave believed to contain 87 people was found.", "87 people", Measure.KILLED),
        ("The raid killed three, bringing the death toll up to 11.", "death toll up to 11", Measure.KILLED),
        ("The toll would have been more than a thousand.", "toll would have been more than a thousand", Measure.KILLED),
        ("The raid hit a car, killing a woman and her two sons.", "two sons", Measure.KILLED),
        ("Two devotees, who tried to help, are wounded.", "Two devotees", Measure.INJURED),
        # crowds, places
        ("Thousands of people take part in rallies.", "Thousands of people", Measure.CROWD),
        ("The army shelled three rebel-held districts.", "three rebel-held districts", Measure.TERRITORY),
        ("The army shelled three districts.", "three districts", Measure.BUILDINGS),
        # people in no list
        ("Gunmen kidnapped 27 local peace activists.", "27 local peace activists", Measure.ABDUCTED),
        ("They closed four Turkish observation points.", "four Turkish observation points", Measure.INFRASTRUCTURE),
        ("The disease left another 8,500 ill.", "8,500 ill", Measure.AFFECTED),
        ("The toll rises with the injury count rising to 70.", "injury count rising to 70", Measure.INJURED),
        ("Seven French alpinists died.", "Seven French alpinists", Measure.KILLED),
        ("Two Frenchmen were kidnapped.", "Two Frenchmen", Measure.ABDUCTED),
    ],
)
def test_what_is_said_of_them(text: str, part: str, measure: Measure) -> None:
    assert {text[f.span.start : f.span.end]: f.measure for f in read(text)}.get(part) is measure


def test_a_toll_that_has_risen_is_no_limit() -> None:
    (risen,) = read("They brought the death toll up to 11.")
    (limit,) = read("They will send up to 20 soldiers.")
    assert (risen.low, risen.high) == (11, 11)
    assert (limit.low, limit.high) == (None, 20)


@pytest.mark.parametrize(
    "text",
    [
        "There are no casualties left at the scene.",
        "They agreed on two points at 7 local time.",
        "Photos released of the scene showed bodies and various debris.",
    ],
)
def test_no_figure(text: str) -> None:
    assert not read(text)


@pytest.mark.parametrize(
    ("text", "part", "measure"),
    [
        ("Her parents moved when she was six so they could work.", "six", Measure.AGE),
        ("He lived there until he was eighteen and then left.", "eighteen", Measure.AGE),
        ("The brothers are aged 32 and 34.", "34", Measure.AGE),
        ("The group imprisoned her for twelve years.", "twelve years", Measure.DURATION),
        ("A court in Oslo imprisoned him for six years.", "six years", Measure.SENTENCE),
        ("He is imprisoned for six years.", "six years", Measure.SENTENCE),
        ("They reached Yathrib 87 kilometres north of Baghdad.", "87 kilometres", Measure.DISTANCE),
    ],
)
def test_ages_terms_and_distances(text: str, part: str, measure: Measure) -> None:
    assert {text[f.span.start : f.span.end]: f.measure for f in read(text)}.get(part) is measure


@pytest.mark.parametrize(
    ("text", "part", "measure", "group"),
    [
        # whose noun is in no list, and to whom happens what happens to people alone
        ("The blast killed 13 gardeners.", "13 gardeners", Measure.KILLED, None),
        ("Twelve gardeners were arrested.", "Twelve gardeners", Measure.DETAINED, None),
        # dead and wounded not told apart
        ("About 900 people have been either killed or injured.", "About 900 people", Measure.CASUALTIES, None),
        ("The shooting of 34 miners was condemned.", "34 miners", Measure.CASUALTIES, Group.WORKER),
        ("Officials say 50 children are reported as missing.", "50 children", Measure.MISSING, Group.CHILD),
        ("Ten men, most of them farmers, were hanged.", "Ten men", Measure.KILLED, Group.MAN),
        ("The fire prompts over 200 people to evacuate.", "over 200 people", Measure.EVACUATED, None),
        ("Some 200 people are ordered to evacuate.", "Some 200 people", Measure.EVACUATED, None),
        ("Seven people are treated in hospital for injuries.", "Seven people", Measure.INJURED, None),
        # taken out of a whole
        ("12 guards (ten men and one woman) and 59 rebels were killed.", "12 guards", Measure.KILLED, Group.COMBATANT),
        ("12 guards (ten men and one woman) and 59 rebels were killed.", "one woman", Measure.KILLED, Group.WOMAN),
        ("Three of the five gunmen were killed.", "five gunmen", Measure.PERSONNEL, Group.ATTACKER),
        ("Officials report nine killed, two of them children.", "two", Measure.KILLED, Group.CHILD),
        ("Four deaths are reported in Peru and three in Chile.", "three", Measure.KILLED, None),
        # of whom
        ("Two members of Iraq's security forces were killed.", "Two members", Measure.KILLED, Group.COMBATANT),
        ("It killed three senior commanders of Hamas.", "three senior commanders", Measure.KILLED, Group.MILITANT),
        (
            "Some 140 Defence Force personnel arrived.",
            "Some 140 Defence Force personnel",
            Measure.PERSONNEL,
            Group.SOLDIER,
        ),
        ("80 local and foreign journalists left.", "80 local and foreign journalists", Measure.OTHER, Group.JOURNALIST),
        ("Police detained two would-be bombers.", "two would-be bombers", Measure.DETAINED, Group.ATTACKER),
        ("They met at a 10,000 person protest.", "10,000 person protest", Measure.CROWD, Group.PROTESTER),
        # lost, and so counted though it is one
        ("It said it shot down one Russian aircraft.", "one Russian aircraft", Measure.EQUIPMENT, None),
        ("Wreckage of one aircraft fell on a farm.", "one aircraft", Measure.EQUIPMENT, None),
        ("They say one US F-16 has been shot down.", "one US F-16", Measure.EQUIPMENT, None),
        ("Ukraine lost two Su-27s in May.", "two Su-27s", Measure.EQUIPMENT, None),
        ("Gas was used on at least three occasions.", "at least three occasions", Measure.INCIDENTS, None),
        ("The plane dropped two 500-pound bombs.", "two 500-pound bombs", Measure.MUNITIONS, None),
        # ages
        ("It is for people over the age of 11 years.", "11 years", Measure.AGE, None),
        ("It is for adults aged 12 years and older.", "12 years", Measure.AGE, None),
    ],
)
def test_people_losses_and_ages(text: str, part: str, measure: Measure, group: Group | None) -> None:
    found = {figure.span.of(text): figure for figure in read(text)}
    assert (found[part].measure, found[part].group) == (measure, group)


def test_those_in_brackets_are_parts_of_the_number_before() -> None:
    text = "12 guards (ten men and two women) were killed."
    whole, *parts = read(text)
    assert [part.part_of for part in parts] == [whole, whole]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("The 2006 protests in Hungary went on.", []),
        ("They burned ten vineyards.", ["ten vineyards"]),
        ("One aircraft is on display.", []),
    ],
)
def test_years_things_and_single_machines(text: str, numbers: list[str]) -> None:
    found = read(text)
    assert [figure.span.of(text) for figure in found] == numbers
    assert all(figure.measure is Measure.OTHER for figure in found)


def test_a_toll_of_armed_forces_troops_is_of_soldiers() -> None:
    (figure,) = read("The number of Iraqi armed forces troops rose to 15,000.")
    assert (figure.measure, figure.group, figure.low) == (Measure.PERSONNEL, Group.SOLDIER, 15000)
