"""The tables of the world and which place a name means."""

from __future__ import annotations

import pytest

from app.extraction import lexicon
from app.extraction.entities import gazetteer, known, placing
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
    lines = gazetteer._lines().decode().splitlines()
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
