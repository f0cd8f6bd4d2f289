"""The tables of the world and which place a name means."""

from __future__ import annotations

import pytest

from app.extraction import lexicon
from app.extraction.entities import divisions, gazetteer, known, placing, spelling, tables
from app.vocabulary import Role
from tests.extraction.entities.texts import called, read


def test_the_table_of_states_is_whole() -> None:
    states = gazetteer.states()
    assert len(states) == 197  # 193 members of the United Nations, Kosovo, Palestine, Taiwan, the Vatican
    assert {"XKX", "PSE", "TWN", "VAT"} <= set(states)
    assert len({place.wikidata for place in states.values()}) == 197
    assert all(place.at is not None and abs(place.at[0]) <= 90 and abs(place.at[1]) <= 180 for place in states.values())


def test_the_tables_refer_to_each_other() -> None:
    states, regions = lexicon.load("states"), lexicon.load("regions")
    for name, row in regions.items():
        assert row.get("within", "Africa") in {**states, **regions}, name
        assert set(row.get("near", ())) <= set(states), name
    for table in lexicon.load("actors").values():
        for name, row in table.items():
            assert row.get("iso3") is None or row["iso3"] in states, name
            assert set(row.get("generic", ())) | set(row.get("weak", ())) <= {name, *row.get("aliases", ())}, name
    for name, row in lexicon.load("people").items():
        assert row.get("iso3") is None or row["iso3"] in states, name


def test_chains_of_regions_end() -> None:
    for place in gazetteer.by_key().values():
        seen = set()
        current: gazetteer.Place | None = place
        while current is not None:
            assert current.key not in seen
            seen.add(current.key)
            current = gazetteer.by_key().get(current.within or "")


def test_roles_of_the_tables_are_codes() -> None:
    for name in ("actors", "titles"):
        table = lexicon.load(name)
        assert set(table if name == "actors" else table["titles"]) <= {role.value for role in Role}
    assert set(lexicon.load("groups")["nouns"]) <= {role.value for role in Role}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Baku", "wikidata:Q9248"),
        ("Yevlakh", "geonames:584649"),
        ("YEVLAKH", "geonames:584649"),
        ("Deir ez-Zor", "geonames:170794"),
        ("Xankəndi", "geonames:146970"),
        ("Kiev", "wikidata:Q1899"),
    ],
)
def test_towns_are_found_by_any_of_their_names(name: str, key: str) -> None:
    assert key in [place.key for place in gazetteer.towns(name)]


@pytest.mark.parametrize("name", ["", " ", "\t", "=", "#", "Nosuchtown", "a" * 500, "\ud800", "İ", "Baku\tx", "zzzz"])
def test_names_of_no_town_find_none(name: str) -> None:
    assert gazetteer.towns(name) == ()


def test_every_line_of_the_town_table_can_be_found() -> None:
    lines = tables._lines("places.tsv").decode().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), key=str.encode)
    for row in rows[:: len(rows) // 500]:
        assert gazetteer.towns(row[0]), row


@pytest.mark.parametrize(
    ("text", "mention", "at"),
    [
        ("A bomb exploded in Paris, Texas.", "Paris", (33.7, -95.6)),
        ("A bomb exploded in Paris, France.", "Paris", (48.9, 2.4)),
        ("Lebanon said shells fell on Tripoli.", "Tripoli", (34.4, 35.8)),
        ("Libya said shells fell on Tripoli.", "Tripoli", (32.9, 13.2)),
        ("Syria said shells fell near Hama.", "Hama", (35.1, 36.8)),
        ("Pakistan said the attack in Punjab failed.", "Punjab", (31.0, 72.3)),
        ("India said the attack in Punjab failed.", "Punjab", (30.9, 75.6)),
    ],
)
def test_a_shared_name_is_told_by_its_surroundings(text: str, mention: str, at: tuple[float, float]) -> None:
    entity = called(text, mention)
    assert entity.lat is not None
    assert entity.lon is not None
    assert (entity.lat, entity.lon) == pytest.approx(at, abs=0.6)


@pytest.mark.parametrize(
    "text",
    [
        "Antony laughed.",
        "Of the two, one stayed.",
        "Police were late.",
        "Most of them left. Nice words followed.",
    ],
)
def test_words_that_are_towns_somewhere_are_no_places(text: str) -> None:
    assert [entity for entity in read(text) if entity.lat is not None] == []


def test_a_place_without_evidence_gets_no_coordinates() -> None:
    entity = called("Fighting went on in Las Cruces, Colombia.", "Las Cruces")
    assert (entity.lat, entity.geonames) == (None, None)
    assert entity.within is not None
    assert entity.within.iso3 == "COL"


def test_known_names_match_longest_first() -> None:
    words = ("United", "Nations", "Security", "Council", "met")
    found = known.names().at(words, 0)
    assert found is not None
    assert (found[0], found[1].name) == (4, "United Nations Security Council")
    assert known.names().at(words, 4) is None


def test_no_place_is_in_itself() -> None:
    crimea = gazetteer.regions()["Crimea"]
    sevastopol = gazetteer.towns("Sevastopol")[0]
    assert placing.lies_in(sevastopol, crimea)
    assert not placing.lies_in(crimea, sevastopol)
    assert not placing.lies_in(sevastopol, gazetteer.states()["UKR"])


@pytest.mark.parametrize(
    ("text", "mention", "at", "within"),
    [
        ("Shells fell in Helmand Province, Afghanistan.", "Helmand Province", (31.4, 64.0), "Afghanistan"),
        ("Somalia said the strike hit Galguduud Region.", "Galguduud Region", (5.8, 46.5), "Somalia"),
        ("Somalia said the strike in Galguduud killed two.", "Galguduud", (5.8, 46.5), "Somalia"),
        ("Fighting went on in Deir ez-Zor Governorate, Syria.", "Deir ez-Zor Governorate", (35.0, 40.5), "Syria"),
        ("Sudan said five died in Northern State.", "Northern State", (19.2, 31.0), "Sudan"),
        ("Five died in Northern Province, Sri Lanka.", "Northern Province", (9.3, 80.3), "Sri Lanka"),
        ("The bus fell into a river in Yuma County, Arizona.", "Yuma County", (32.7, -114.7), "Arizona"),
        ("Syria said shells fell on Al-Raqqah.", "Al-Raqqah", (36.0, 39.0), "Syria"),
        ("Syria said planes bombed a bakery in Oqairibat.", "Oqairibat", (35.0, 37.5), "Syria"),
    ],
)
def test_divisions_and_other_spellings_are_found(text: str, mention: str, at: tuple[float, float], within: str) -> None:
    entity = called(text, mention)
    assert (entity.lat, entity.lon) == pytest.approx(at, abs=0.6)
    assert entity.within is not None
    assert entity.within.name == within


@pytest.mark.parametrize(
    "text", ["Delta said flights stopped.", "County officials met.", "He sat in the Bay.", "Oqairibat spoke in Peru."]
)
def test_a_division_needs_more_than_an_ordinary_word(text: str) -> None:
    assert [entity for entity in read(text) if entity.lat is not None and entity.iso3 is None] == []


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("A bomb exploded at the Grand Mosque in Kabul, Afghanistan.", "Grand Mosque"),
        ("Shells fell on Kabul. A shell hit Park Street.", "Park Street"),
    ],
)
def test_buildings_and_streets_stand_in_the_town_named_beside_them(text: str, site: str) -> None:
    entity = called(text, site)
    assert (entity.lat, entity.lon) == pytest.approx((34.5, 69.2), abs=0.2)
    assert entity.within is not None
    assert entity.within.name == "Kabul"


def test_a_capital_of_our_own_table_is_larger_than_its_namesakes() -> None:
    assert called("The United States said shots fell in Washington.", "Washington").wikidata == "Q61"


@pytest.mark.parametrize(
    ("one", "other"), [("Ar Raqqah", "al-Raqqa"), ("Uqayribat", "Oqairibat"), ("Panjwai", "Panjwayi")]
)
def test_spellings_of_one_name_have_the_same_consonants(one: str, other: str) -> None:
    assert spelling.skeleton(one) == spelling.skeleton(other)


@pytest.mark.parametrize("table", ["divisions.tsv", "spellings.tsv"])
def test_the_tables_are_sorted(table: str) -> None:
    names = [line.split(b"\t")[0] for line in tables._lines(table).split(b"\n") if line and not line.startswith(b"#")]
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Helmand Province", "helmand"),
        ("Province of Aceh", "aceh"),
        ("Gobolka Awdal", "awdal"),
        ("Northern State", "northern"),
        ("State", "state"),
        ("", ""),
    ],
)
def test_names_of_divisions_match_without_what_they_are(name: str, short: str) -> None:
    assert divisions.short(name) == short
