"""What counts as right: a reading against labels, each fault in turn."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from evaluation import articles, measures
from evaluation.counting import Counted, pairs, shared

TEXT = "Azerbaijan's defense ministry denied that 27 civilians were killed in Khankendi."


def reference(start: int, end: int, id_: str) -> dict[str, Any]:
    return {"start": start, "end": end, "text": TEXT[start:end], "entity_id": id_, "name": TEXT[start:end]}


MINISTRY = reference(0, 29, "e1")
TOWN = reference(70, 79, "e2")
ARTICLE: dict[str, Any] = {
    "entities": [
        {
            "id": "e1", "name": "Ministry", "kinds": ["actor"], "role": "MIL", "iso3": None, "wikidata": None,
            "lat": None, "lon": None, "mentions": [{"start": 0, "end": 29, "text": TEXT[0:29]}],
        },
        {
            "id": "e2", "name": "Khankendi", "kinds": ["place"], "role": None, "iso3": None, "wikidata": None,
            "lat": 39.8, "lon": 46.8, "mentions": [{"start": 70, "end": 79, "text": TEXT[70:79]}],
        },
    ],
    "claims": [
        {
            "start": 42, "end": 79, "text": TEXT[42:79], "type": "denial", "voice": "attributed", "speaker": MINISTRY,
            "cue": None, "via": None, "targets": [], "places": [TOWN], "negated": True, "quoted": False,
        }
    ],
    "figures": [
        {
            "start": 42, "end": 54, "text": TEXT[42:54], "measure": "killed", "low": 27, "high": 27,
            "qualifier": "exact", "unit": "person", "group": "civilian", "speaker": MINISTRY, "place": TOWN,
        }
    ],
}  # fmt: skip
LABEL: dict[str, Any] = {
    "id": "one",
    "text": TEXT,
    "entities": [
        {"key": "ministry", "name": "Ministry", "kinds": ["actor"], "role": "MIL", "mentions": [[0, 29]]},
        {"key": "town", "name": "Khankendi", "kinds": ["place"], "lat": 39.82, "lon": 46.75, "mentions": [[70, 79]]},
    ],
    "claims": [
        {
            "start": 37, "end": 79, "type": "denial", "also": [], "voice": "attributed", "targets": [],
            "places": ["town"], "negated": True, "quoted": False,
            "speaker": {"start": 0, "end": 29, "entity": "ministry"},
        }
    ],
    "figures": [
        {
            "start": 42, "end": 54, "measure": "killed", "low": 27, "high": 27, "qualifier": "exact",
            "unit": "person", "group": "civilian", "place": "town",
            "speaker": {"start": 0, "end": 29, "entity": "ministry"},
        }
    ],
}  # fmt: skip


def counted(article: dict[str, Any], label: dict[str, Any] = LABEL) -> Counted:
    result = Counted()
    measures.count(label, article, result)
    return result


def test_a_reading_that_is_right_has_every_measure() -> None:
    result = counted(ARTICLE)
    assert not result.errors
    expected = dict.fromkeys(result.tallies, 1.0)
    # Nothing is labelled of these, and nothing was found.
    expected |= {"claims_narrator": 0.0, "claims_narrator_strict": 0.0, "claim_targets": 0.0}
    assert {measure: result.value(measure) for measure in result.tallies} == expected


Fault = Callable[[dict[str, Any]], object]
FAULTS: list[tuple[str, Fault, list[str]]] = [
    ("claim_type", lambda a: a["claims"][0].update(type="accusation"), ["claims_attributed_strict"]),
    (
        "claim_speaker",
        lambda a: a["claims"][0].update(speaker=reference(70, 79, "e2")),
        ["claims_attributed_strict"],
    ),
    ("claims_attributed", lambda a: a["claims"][0].update(start=0, end=20, text=TEXT[0:20]), ["claim_places"]),
    ("claims_attributed", lambda a: a["claims"][0].update(voice="narrator"), ["claims_attributed_strict"]),
    ("claim_places", lambda a: a["claims"][0].update(places=[]), []),
    ("claim_negated", lambda a: a["claims"][0].update(negated=False), []),
    ("claim_quoted", lambda a: a["claims"][0].update(quoted=True), []),
    ("figures", lambda a: a["figures"][0].update(high=None), ["figures_strict"]),
    ("figure_measure", lambda a: a["figures"][0].update(measure="casualties"), ["figures_strict"]),
    ("figure_group", lambda a: a["figures"][0].update(group=None), ["figures_strict"]),
    ("figure_qualifier", lambda a: a["figures"][0].update(qualifier="at_least"), ["figures_strict"]),
    ("figure_unit", lambda a: a["figures"][0].update(unit="item"), []),
    ("figure_place", lambda a: a["figures"][0].update(place=None), []),
    ("figure_speaker", lambda a: a["figures"][0].update(speaker=None), []),
    ("actors", lambda a: a["entities"][0].update(kinds=["place"]), ["places"]),
    ("places", lambda a: a["entities"][1].update(kinds=["actor"]), ["actors"]),
    ("entity_role", lambda a: a["entities"][0].update(role="GOV"), []),
    ("place_within_161km", lambda a: a["entities"][1].update(lat=41.5), []),
]


@pytest.mark.parametrize(("measure", "fault", "others"), FAULTS)
def test_a_fault_lowers_its_measure(measure: str, fault: Fault, others: list[str]) -> None:
    article = copy.deepcopy(ARTICLE)
    fault(article)
    right, wrong = counted(ARTICLE), counted(article)
    lowered = {name for name in right.tallies if wrong.value(name) < right.value(name)}
    assert {measure, *others} <= lowered
    assert lowered - {measure, *others} <= {"claims_attributed_strict", "claim_type", "claim_speaker", "claim_negated",
        "claim_quoted", "figures_strict", "figure_measure", "figure_group", "figure_qualifier", "figure_unit",
        "figure_place", "figure_speaker"}  # fmt: skip  # what is not paired is not judged
    if measure not in {
        "claim_places",
        "claim_negated",
        "claim_quoted",
        "figure_place",
        "figure_speaker",
        "entity_role",
    }:
        assert wrong.errors


def test_a_wrong_offset_is_counted() -> None:
    article = copy.deepcopy(ARTICLE)
    article["figures"][0]["text"] = "28 civilians"
    assert counted(article).value("offsets_wrong") == 1


def test_what_is_optional_counts_neither_way() -> None:
    label = copy.deepcopy(LABEL)
    for kind in ("entities", "claims", "figures"):
        for one in label[kind]:
            one["optional"] = True
    empty: dict[str, Any] = {"entities": [], "claims": [], "figures": []}
    for article in (ARTICLE, empty):
        result = counted(article, label)
        assert not result.errors
        assert all(tally.labelled == tally.found == 0 for tally in result.tallies.values())


def test_an_alternative_type_is_as_good() -> None:
    label = copy.deepcopy(LABEL)
    label["claims"][0] |= {"type": "accusation", "also": ["denial"]}
    assert counted(ARTICLE, label).value("claim_type") == 1


def test_pairs_are_one_to_one_and_the_most_alike_first() -> None:
    labels, records = [(0, 10), (5, 20)], [(6, 20), (0, 8)]
    assert pairs(labels, records, shared) == [(1, 0), (0, 1)]
    assert pairs([(0, 1)], [(1, 2)], shared) == []


def test_distances_are_those_of_a_globe() -> None:
    assert measures.kilometres((52.52, 13.405), (48.8566, 2.3522)) == pytest.approx(877.5, abs=1)


@pytest.mark.parametrize("label", articles.labels(articles.SETS["labelled"]), ids=lambda label: label["id"])
def test_labels_lie_inside_their_text(label: dict[str, Any]) -> None:
    spans = [(one["start"], one["end"]) for kind in ("claims", "figures") for one in label[kind]]
    spans += [tuple(mention) for entity in label["entities"] for mention in entity["mentions"]]
    assert spans
    assert all(label["text"][start:end].strip() for start, end in spans)
