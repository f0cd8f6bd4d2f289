"""The vocabularies are closed, documented and complete."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.vocabulary import VOCABULARIES, ClaimType, Code


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_code_has_a_definition(name: str) -> None:
    codes = list(VOCABULARIES[name])
    assert codes
    assert all(code.definition for code in codes)


def test_a_code_is_its_string() -> None:
    assert str(ClaimType.DENIAL) == "denial"
    assert json.dumps([ClaimType.DENIAL]) == '["denial"]'
    assert ClaimType("denial") is ClaimType.DENIAL


def test_codes_are_unique_within_a_vocabulary() -> None:
    for vocabulary in VOCABULARIES.values():
        assert issubclass(vocabulary, Code)
        assert len({str(code) for code in vocabulary}) == len(vocabulary.__members__)


TAXONOMY = Path(__file__).parents[2] / "shared" / "eval" / "taxonomy.json"


@pytest.mark.skipif(not TAXONOMY.exists(), reason="the labelled articles are not beside this checkout")
@pytest.mark.parametrize("name", ["claim_types", "voices", "measures", "qualifiers", "units", "groups", "roles"])
def test_codes_are_those_of_the_labelled_articles(name: str) -> None:
    assert {str(code) for code in VOCABULARIES[name]} == set(json.loads(TAXONOMY.read_text())[name])
