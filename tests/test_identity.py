"""Ids come from content and sort like their numbers; names fold without losing whom they mean."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.identity import Kind, derive, fold, indexed, parse, public

IDS = st.integers(min_value=0, max_value=2**63 - 1)


def test_the_same_content_has_the_same_id_on_every_machine() -> None:
    assert public("ent", derive("entity", "wikidata:Q227")) == "ent_0hj94ra1f26gd"


def test_parts_do_not_run_together() -> None:
    assert derive("ab", "c") != derive("a", "bc")


@given(IDS, st.sampled_from(["art", "ent", "clm", "fig"]))
def test_public_ids_read_back(number: int, kind: Kind) -> None:
    assert parse(kind, public(kind, number)) == number


@given(IDS, IDS)
def test_public_ids_sort_like_their_numbers(a: int, b: int) -> None:
    assert (public("clm", a) < public("clm", b)) == (a < b)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "clm_",
        "art_0000000000000",
        "clm_000000000000",
        "clm_00000000000000",
        "clm_8000000000000",
        "clm_000000000000u",
        "CLM_0000000000000",
        "clm_٣000000000000",
        "clm_0000000000000\n",
        "facets",
    ],
)
def test_what_is_no_claim_id(text: str) -> None:
    assert parse("clm", text) is None


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Xankəndi", "XANKƏNDI"),
        ("İstanbul", "istanbul"),
        ("Médecins  Sans Frontières", "medecins sans frontieres"),
        ("Nagorno‑Karabakh", "Nagorno-Karabakh"),
        ("Recep Tayyip Erdoğan", "recep tayyip erdogan"),
        ("Łódź", "Lodz"),
        ("People’s Army", "people's army"),
    ],
)
def test_spellings_that_match(name: str, same: str) -> None:
    assert fold(name) == fold(same)


@pytest.mark.parametrize(
    ("name", "other"), [("Mali", "Somalia"), ("Niger", "Nigeria"), ("北京", "東京"), ("Москва", "Минск")]
)
def test_names_that_do_not_match(name: str, other: str) -> None:
    assert fold(name) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text())
@example("ﷺ" * 100)
@example("a" * 600)
@example("a" * 601)
@example("𝒳" * 5000)
def test_a_name_in_an_index_is_its_folded_form_or_short(name: str) -> None:
    folded = fold(name)
    assert (indexed(name) == folded) == (len(folded) <= 600)
    assert len(indexed(name)) <= 600
    assert indexed(name.upper()) == indexed(name) or fold(name.upper()) != folded


def test_long_names_of_one_beginning_differ() -> None:
    assert indexed("a" * 700 + "b") != indexed("a" * 700 + "c")
    assert indexed("a" * 700 + "b").startswith("a" * 500)
