"""Which words are mentions, and of what: tables of how English names actors and places."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.extraction import paragraphs
from app.extraction.entities.candidates import Form
from app.extraction.entities.mentions import find
from app.vocabulary import EntityKind, Role
from tests.extraction.entities.texts import called, read, words


@dataclass(frozen=True)
class Case:
    """A sentence, the words of one mention in it, and what it must be."""

    text: str
    mention: str
    role: Role | None
    iso3: str | None = None


BODIES = [
    Case("Azerbaijan's defense ministry reported losses.", "Azerbaijan's defense ministry", Role.GOV, "AZE"),
    Case("The Ministry of Defence of Ukraine reported losses.", "Ministry of Defence of Ukraine", Role.GOV, "UKR"),
    Case("Officers of the US State Department arrived.", "US State Department", Role.GOV, "USA"),
    Case("The government of Iraq agreed.", "government of Iraq", Role.GOV, "IRQ"),
    Case("Nagorno-Karabakh authorities reported shelling.", "Nagorno-Karabakh authorities", Role.PRE),
    Case("The Israeli military struck again.", "Israeli military", Role.MIL, "ISR"),
    Case("Kenya Police fired tear gas.", "Kenya Police", Role.COP, "KEN"),
    Case("The Indian Air Force struck a base.", "Indian Air Force", Role.MIL, "IND"),
    Case("Iraqi security forces advanced.", "Iraqi security forces", Role.MIL, "IRQ"),
    Case("Libyan state television broadcast the speech.", "Libyan state television", Role.JRN, "LBY"),
    Case("Georgian television reported shelling.", "Georgian television", Role.JRN, "GEO"),
    Case("It was handed to Georgian law-enforcement bodies.", "Georgian law-enforcement bodies", Role.COP, "GEO"),
    Case("French police release seven suspects.", "French police", Role.COP, "FRA"),
    Case("Nigerian police open fire on them.", "Nigerian police", Role.COP, "NGA"),
    Case("They hid as security forces step up raids.", "security forces", Role.MIL),
    Case("The Biden administration objected.", "Biden administration", Role.GOV, "USA"),
    Case("Ecuador's National Court of Justice ruled.", "Ecuador's National Court of Justice", Role.JUD, "ECU"),
    Case("He welcomed the UN Board of Inquiry.", "UN Board of Inquiry", Role.IGO),
    Case("The U.S.-led coalition struck again.", "U.S.-led coalition", Role.IGO),
    Case("A leaked Environment Canada report said so.", "Environment Canada", Role.GOV, "CAN"),
    Case("Pilots of Air France went on strike.", "Air France", Role.BUS),
    Case("Fighters of Al Qaeda in the Islamic Maghreb fled.", "Al Qaeda in the Islamic Maghreb", Role.REB),
    Case("Abkhaz forces fired.", "Abkhaz forces", Role.REB),
]
GROUPS = [
    Case("Dozens of ethnic Armenians fled.", "ethnic Armenians", Role.CVL),
    Case("Armenian protesters clashed with police.", "Armenian protesters", Role.CVL, "ARM"),
    Case("Two gunmen opened fire.", "gunmen", Role.UAF),
    Case("About 300 Syrian refugees crossed.", "Syrian refugees", Role.REF, "SYR"),
    Case("Witnesses saw the blast.", "Witnesses", Role.CVL),
    Case("Residents of Misrata saw the blast.", "Residents", Role.CVL),
    Case("Forces loyal to Muammar Gaddafi entered.", "Forces loyal to Muammar Gaddafi", Role.MIL, "LBY"),
    Case("Foreign militias attacked the town.", "Foreign militias", Role.REB),
    Case("The mayor blamed outlaws for it.", "outlaws", Role.CRM),
    Case("Medical professionals reported it.", "Medical professionals", Role.MED),
    Case("The Kurds asked for help.", "Kurds", Role.CVL),
    Case("Federal prosecutors charged two men.", "Federal prosecutors", Role.JUD),
]
PERSONS = [
    Case("Armenian Prime Minister Nikol Pashinyan spoke.", "Nikol Pashinyan", Role.GOV, "ARM"),
    Case("President of Azerbaijan Ilham Aliyev spoke.", "Ilham Aliyev", Role.GOV, "AZE"),
    Case("Abdullah Karimi, spokesman for the Indonesian military, spoke.", "Abdullah Karimi", Role.MIL, "IDN"),
    Case("Taliban spokesperson Abdullah Karimi spoke.", "Abdullah Karimi", Role.REB),
    Case("Maria Lopez of Reporters Without Borders spoke.", "Maria Lopez", Role.NGO),
    Case("U.S. District Judge John Miller spoke.", "John Miller", Role.JUD, "USA"),
    Case("South Caucasus commentator Peter Miller noted this.", "Peter Miller", Role.EDU),
    Case("Former US Ambassador John Miller spoke.", "John Miller", Role.ELI, "USA"),
    Case("Organisation of Islamic Cooperation (OIC) head Ahmed Karimi spoke.", "Ahmed Karimi", Role.IGO),
    Case("Sudan's army chief, General Ahmed Karimi, spoke.", "Ahmed Karimi", Role.MIL, "SDN"),
    Case("Gen. Ahmed Karimi spoke.", "Ahmed Karimi", Role.MIL),
    Case("Thailand's foreign minister spoke.", "Thailand's foreign minister", Role.GOV, "THA"),
]
ORGANISATIONS = [
    Case("The Tigray People's Liberation Front attacked.", "Tigray People's Liberation Front", Role.REB, "ETH"),
    Case("The Oromo National Movement for Democracy met.", "Oromo National Movement for Democracy", Role.NGO),
    Case("The militant group Ansar al-Haqq claimed the attack.", "Ansar al-Haqq", Role.REB),
    Case("Hamas fighters fired rockets.", "Hamas", Role.REB),
    Case("NATO said it would help.", "NATO", Role.IGO),
    Case("Doctors Without Borders' hospital burned.", "Doctors Without Borders", Role.NGO),
    Case("He spoke to al-Mayadeen television.", "al-Mayadeen television", Role.JRN),
    Case("Civil Defense Authority director Ahmed Karimi spoke.", "Civil Defense Authority", Role.GOV),
    Case("The Korean People's Navy fired shots.", "Korean People's Navy", Role.MIL),
    Case("It was held at a Peace and Freedom Party event.", "Peace and Freedom Party", Role.PTY),
    Case(
        "The Sudan People's Liberation Movement–North attacked.",
        "Sudan People's Liberation Movement–North",
        Role.REB,
        "SDN",
    ),
    Case("Syrian democratic forces advanced.", "Syrian democratic forces", Role.REB, "SYR"),
    Case("According to Zoolpur news agency, it rained.", "Zoolpur news agency", Role.JRN),
    Case("The Bangsamoro Islamic Freedom Fighters left.", "Bangsamoro Islamic Freedom Fighters", Role.REB),
    Case("According to Reuters, the talks failed.", "Reuters", Role.JRN),
]


@pytest.mark.parametrize("case", [*BODIES, *GROUPS, *PERSONS, *ORGANISATIONS], ids=lambda case: case.mention)
def test_an_actor_is_found_with_its_role(case: Case) -> None:
    entity = called(case.text, case.mention)
    assert EntityKind.ACTOR in entity.kinds
    assert (entity.role, entity.iso3) == (case.role, case.iso3)


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("The attack happened in Kunduz, Afghanistan.", "Kunduz"),
        ("They met in the town of Yevlakh, Azerbaijan.", "Yevlakh"),
        ("Shells hit Humera Airport.", "Humera Airport"),
        ("Troops entered Martakert Province.", "Martakert Province"),
        ("The Al-Aqsa Mosque was closed.", "Al-Aqsa Mosque"),
        ("They marched along West 23rd Street.", "West 23rd Street"),
        ("Fighting went on in northern Syria.", "northern Syria"),
        ("Guns were heard on the Syrian-Turkish border.", "Syrian-Turkish border"),
        ("The Black Sea was mined.", "Black Sea"),
        ("Militants fled to Zoolpur, Pakistan.", "Zoolpur"),
        ("The group is losing in both Iraq and Syria.", "Iraq"),
        ("He was seized in eastern Afghanistan's Zool Province.", "Afghanistan"),
        ("A blast in the Afghan capital Kabul kills eight.", "Kabul"),
        ("It lies near the border with Afghanistan.", "Afghanistan"),
        ("Jets bombed the International University of Africa in Khartoum.", "International University of Africa"),
        ("They shelled the villages of Abdin, Karasaa and Zoolpur.", "Karasaa"),
    ],
)
def test_a_place_is_found(text: str, mention: str) -> None:
    assert called(text, mention).kinds == {EntityKind.PLACE}


@pytest.mark.parametrize(
    "text",
    [
        "He told them that she had left.",
        "US casualties were low.",
        "The Iranian nuclear programme went on.",
        "On Saturday in August it rained.",
        "They bought military equipment in May.",
        "Despite this, Late reports differ.",
        "The country and the region were quiet.",
        "A Muslim-majority area voted.",
        "They use Su-22 and F-16 jets.",
        "The deputy chief of staff was silent.",
    ],
)
def test_pronouns_adjectives_and_dates_are_no_mentions(text: str) -> None:
    assert read(text) == ()


def test_a_dateline_names_places_but_no_agency() -> None:
    text = "BAKU, Azerbaijan (AP) — It rained."
    found = [(entity.name, words(text, entity), set(entity.kinds)) for entity in read(text)]
    assert found == [("Baku", ["BAKU"], {EntityKind.PLACE}), ("Azerbaijan", ["Azerbaijan"], {EntityKind.PLACE})]


def test_outlets_in_brackets_are_no_mentions_but_an_acronym_is() -> None:
    text = (
        "Shells hit Aden (BBC), (AFP via Channel News Asia) on Monday. The Korean Central News Agency (KCNA) said so."
    )
    found = {entity.name: words(text, entity) for entity in read(text)}
    assert found == {"Aden": ["Aden"], "Korean Central News Agency": ["Korean Central News Agency", "KCNA"]}


def test_a_name_inside_a_longer_mention_is_none_of_its_own() -> None:
    text = "Traffic stopped on the Lachin Corridor while the Moro Islamic Liberation Front met."
    assert [words(text, entity) for entity in read(text)] == [["Lachin Corridor"], ["Moro Islamic Liberation Front"]]


def test_an_organisation_before_an_office_keeps_its_own_mention() -> None:
    text = "The senior Hamas leader, Ahmed Karimi, spoke."
    assert [words(text, entity) for entity in read(text)] == [["Hamas"], ["leader", "Ahmed Karimi"]]


def test_members_of_a_list_share_what_is_said_of_one() -> None:
    text = "Belgium, Canada and Denmark said they would help."
    assert [entity.kinds for entity in read(text)] == [{EntityKind.ACTOR}] * 3


def test_a_state_is_an_actor_where_it_acts_and_a_place_where_things_happen() -> None:
    assert called("Armenia accused its neighbour.", "Armenia").kinds == {EntityKind.ACTOR}
    assert called("A bus was hit in Armenia.", "Armenia").kinds == {EntityKind.PLACE}
    both = called("Armenia accused its neighbour. A bus was hit in Armenia.", "Armenia")
    assert both.kinds == {EntityKind.ACTOR, EntityKind.PLACE}


def test_two_bodies_share_a_noun() -> None:
    text = "Azeri and Armenian forces clashed."
    assert [(words(text, entity), entity.iso3) for entity in read(text)] == [
        (["Azeri"], "AZE"),
        (["Armenian forces"], "ARM"),
    ]


# Pieces of the grammar of names, so that random rows of them reach every rule.
PIECES = st.sampled_from([
    "Azerbaijan", "Azerbaijani", "'s", "the", "of", "and", ",", "(", ")", "[", "]", "known", "as", "President",
    "Prime", "Minister", "Nikol", "Pashinyan", "Aa", "al-Bb", "police", "defense", "ministry", "forces", "ethnic",
    "Armenians", "pro-Gaddafi", "Hamas", "fighters", "in", "at", "near", "Kunduz", "Afghanistan", "Paris",
    "Airport", "province", "northern", "Syria", "Liberation", "Front", "Ministry", "Council", "for", "spokesman",
    "former", "U.S.", "-", "\u2013", "border", "state", "media", "embassy", "Baghdad", "said", "was", "a",
    "group", "militant", "Georgia", "Atlanta", "Of", "Police", "The", "\u200e", "\u2019s", "\u2018", "\u201c",
    "\u201d", ".", "!", "\n", "\"",
])  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map(" ".join), st.text(max_size=200))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_mentions_read_their_text_and_never_overlap(text: str) -> None:
    page = paragraphs.split(text)
    found = find(text, page)
    for candidate in found:
        assert candidate.span.of(text).strip() == candidate.span.of(text) != ""
    for first, second in pairwise(found):
        assert first.span.end <= second.span.start


@pytest.mark.parametrize(
    "piece",
    [
        "Aa ",
        "President ",
        "Azerbaijan's ",
        "Belgium, Canada and ",
        "Aa (known as ",
        "government of the ",
        "pro-Aa ",
        "A. ",
    ],
)
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        page = paragraphs.split(text)
        start = time.process_time()
        find(text, page)
        return time.process_time() - start

    seconds(1_000)  # tables are loaded
    # Ten times the text takes ten times as long, on a busy machine up to three times that; quadratic were a hundred.
    assert min(seconds(80_000), seconds(80_000)) < 30 * max(seconds(8_000), 0.01)


def test_candidates_say_how_they_name() -> None:
    text = "Hamas fighters and two gunmen met President Ilham Aliyev in Baku."
    forms = [candidate.form for candidate in find(text, paragraphs.split(text))]
    assert forms == [Form.KNOWN, Form.GROUP, Form.KNOWN, Form.TOWN]


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Lebanon's Minister of Justice and Security Adam Doe resigned.", "Adam Doe", Role.GOV),
        ("The spokesman, Navy Capt. Adam Doe, denied it.", "Adam Doe", Role.MIL),
        ("Major-General Adam Doe denied it.", "Adam Doe", Role.MIL),
        ("Adam Doe, the Russian military's deputy chief of staff, denied it.", "Adam Doe", Role.MIL),
        ("Adam Doe was elected president.", "Adam Doe", Role.GOV),
        ("Adam Doe resigned as party leader.", "Adam Doe", Role.PTY),
        ("Abkhaz Foreign Minister Adam Doe denied it.", "Adam Doe", Role.PRE),
        ("Then Chad Karimi left.", "Chad Karimi", None),
    ],
)
def test_offices_of_persons(text: str, name: str, role: Role | None) -> None:
    assert called(text, name).role is role


@pytest.mark.parametrize("text", ["The U.S.-led effort failed.", "The Information and Intelligence System failed."])
def test_parts_of_longer_words_are_nobody(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "mention", "kinds"),
    [
        ("Rockets hit Al Khalis, northeast of Baghdad.", "Al Khalis", {EntityKind.PLACE}),
        ("Speaking in Qatar, Hamas rejected the plan.", "Hamas", {EntityKind.ACTOR}),
        ("They asked for support from the Coalition.", "Coalition", {EntityKind.ACTOR}),
        ("It reduces harm to non-combatants.", "non-combatants", {EntityKind.ACTOR}),
        (
            "A life free from Islamic State of Iraq and Levant atrocities.",
            "Islamic State of Iraq and Levant",
            {EntityKind.ACTOR},
        ),
    ],
)
def test_kinds_of_names_beside_others(text: str, mention: str, kinds: set[EntityKind]) -> None:
    (entity,) = [entity for entity in read(text) if mention in words(text, entity)]
    assert entity.kinds == kinds


def test_a_month_is_no_town() -> None:
    text = "It began in Raqqa, Syria, Nov. 6."
    assert not any("Nov" in words(text, entity) for entity in read(text))


def test_a_district_lies_around_the_town_it_is_named_after() -> None:
    text = "Shells hit the Sarmin district, Syria."
    (entity,) = [entity for entity in read(text) if "Sarmin district" in words(text, entity)]
    assert entity.lat == pytest.approx(35.9, abs=0.2)
