"""Which rows an export holds: all of them, in the list's order, from any of them on."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import event

from app.export import selection
from app.export.selection import AT_ONCE, LISTINGS, SELECTIONS
from app.storage.database import Database
from tests.export.listed import exported, records

_QUERIES = [
    "",
    "sort=published_at",
    "sort=-stored_at",
    "actor=Mali&sort=published_at",
    "actor=Fiji&published_until=2023-09-19",
    "place=Khankendi&actor=MLI",
    "actor=Mali&actor=Fiji",
    "published_from=2023-09-01",
    "q=people",
    "bbox=46,39,47,40",
]


def lines(client: httpx.Client, name: str, query: str = "") -> list[bytes]:
    return exported(client, name, query).split(b"\n")[:-1]


@pytest.mark.parametrize("query", _QUERIES)
@pytest.mark.parametrize("resource", ["claims", "figures"])
def test_an_export_is_the_whole_list_in_its_order(large_client: httpx.Client, resource: str, query: str) -> None:
    ids = [record["id"] for record in records(large_client, resource, query)]
    found = lines(large_client, f"{resource}.jsonl", query)
    assert [line[7:24].decode() for line in found] == ids
    assert len(set(ids)) == len(ids) > 0


@pytest.mark.parametrize("resource", ["articles", "entities"])
def test_articles_and_entities_too(large_client: httpx.Client, resource: str) -> None:
    ids = [record["id"] for record in records(large_client, resource)]
    assert [line[7:24].decode() for line in lines(large_client, f"{resource}.jsonl")] == ids


def test_there_are_several_pages(large_client: httpx.Client) -> None:
    assert len(lines(large_client, "claims.jsonl")) > AT_ONCE


@pytest.mark.parametrize("query", _QUERIES)
@pytest.mark.parametrize("resource", ["claims", "figures"])
def test_a_broken_off_download_goes_on_after_the_last_whole_record(
    large_client: httpx.Client, resource: str, query: str
) -> None:
    whole = lines(large_client, f"{resource}.jsonl", query)
    for position in (0, len(whole) // 2, len(whole) - 1):
        after = whole[position][7:24].decode()
        assert lines(large_client, f"{resource}.jsonl", f"{query}&cursor={after}") == whole[position + 1 :]


@pytest.mark.parametrize("sort", ["-articles", "-claims", "-figures", "name", "-stored_at"])
def test_entities_go_on_in_every_order(large_client: httpx.Client, sort: str) -> None:
    whole = lines(large_client, "entities.jsonl", f"sort={sort}")
    for position, line in enumerate(whole):
        rest = lines(large_client, "entities.jsonl", f"sort={sort}&cursor={line[7:24].decode()}")
        assert rest == whole[position + 1 :]


def test_it_goes_on_from_the_next_of_the_list(large_client: httpx.Client) -> None:
    url = httpx.URL(large_client.get("/v1/claims?limit=7&actor=Mali").json()["next"])
    rest = lines(large_client, "claims.jsonl", f"actor=Mali&cursor={url.params['cursor']}")
    assert rest == lines(large_client, "claims.jsonl", "actor=Mali")[7:]


@pytest.mark.parametrize("limit", [1, 1999, 2000, 2001, 2310, 100_000])
def test_a_limit_is_kept_over_pages(large_client: httpx.Client, limit: int) -> None:
    assert lines(large_client, "claims.jsonl", f"limit={limit}") == lines(large_client, "claims.jsonl")[:limit]


def test_each_page_is_a_transaction_of_its_own(large: Database) -> None:
    """No cursor is open between two pages: the connection is back in the pool."""
    returned: list[object] = []
    event.listen(large.engine, "checkin", lambda *_: returned.append(None))
    pages = selection.pages(large, SELECTIONS["claims"]())
    for number, page in enumerate(pages, start=1):
        assert len(page) <= AT_ONCE
        assert len(returned) == number


@pytest.mark.parametrize("query", ["sort=relevance", "sort=relevance&q=people", "sort=relevance&q=people&limit=2001"])
def test_relevance_is_for_some_hundred_records(large_client: httpx.Client, query: str) -> None:
    answer = large_client.get(f"/v1/claims.jsonl?{query}")
    assert answer.status_code == 422
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["sort"]


def test_some_hundred_by_relevance(large_client: httpx.Client) -> None:
    ids = [record["id"] for record in records(large_client, "claims", "sort=relevance&q=people")][:1000]
    found = lines(large_client, "claims.jsonl", "sort=relevance&q=people&limit=1000")
    assert [line[7:24].decode() for line in found] == ids


def test_a_count_for_the_progress_bar(large: Database) -> None:
    claims = SELECTIONS["claims"]
    assert selection.total(large, claims()) == 2310
    assert selection.total(large, claims(limit=10)) == 10
    assert selection.total(large, claims.model_validate({"actor": ["Nobody"]})) == 0
    assert selection.total(large, claims(cursor="clm_0000000000000")) is None


def test_every_filter_of_a_list_is_a_filter_of_its_exports() -> None:
    for listing in LISTINGS:
        ours = set(SELECTIONS[listing.resource].model_fields)
        assert ours == set(listing.model_fields) - {"include"}
