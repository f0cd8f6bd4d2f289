"""The envelope of a list: items, `next` and its header, wherever the service is reached."""

from __future__ import annotations

import httpx
import pytest

from app.storage.database import Database
from tests.conftest import Serve

_RESOURCES = ["articles", "claims", "figures", "entities"]


@pytest.mark.parametrize("resource", _RESOURCES)
def test_next_leads_through_all_records_once(reader: httpx.Client, resource: str) -> None:
    url, seen = f"/v1/{resource}?limit=2", []
    while url:
        answer = reader.get(url)
        page = answer.json()
        assert set(page) == {"items", "next"}
        seen += [item["id"] for item in page["items"]]
        assert answer.links.get("next", {}).get("url") == page["next"]
        url = page["next"]
    assert len(seen) == len(set(seen)) == reader.get(f"/v1/{resource}?include=total").json()["total"]


def test_next_keeps_what_was_asked(reader: httpx.Client) -> None:
    asked = {"limit": "1", "actor": ["Azerbaijan", "Xankəndi & co"], "sort": "published_at", "include": "total"}
    following = httpx.URL(reader.get("/v1/claims", params=asked).json()["next"])
    kept = following.params.multi_items()
    assert kept[:-1] == [
        ("limit", "1"),
        ("actor", "Azerbaijan"),
        ("actor", "Xankəndi & co"),
        ("sort", "published_at"),
        ("include", "total"),
    ]
    assert kept[-1][0] == "cursor"


def test_next_is_on_the_host_that_was_asked(reader: httpx.Client) -> None:
    answer = reader.get("/v1/claims?limit=1", headers={"Host": "news.example:8080"})
    assert answer.json()["next"].startswith("http://news.example:8080/v1/claims?")


@pytest.mark.parametrize(
    "host", ['evil.example>; rel="x', "a b", "[::1", "", "x:99999999", "é.example", "@", "a/b?c#d"]
)
def test_a_host_that_is_none_does_no_harm(reader: httpx.Client, host: str) -> None:
    answer = reader.get("/v1/claims?limit=1", headers={b"Host": host.encode()})
    assert answer.status_code in {200, 400}
    assert answer.headers.get("Link", "<>").count("<") == 1
    assert answer.headers.get("Link", "<>").count(">") == 1


def test_next_is_under_the_public_url(serve: Serve, made: Database) -> None:
    client = serve(made, public_url="https://news.example/conflict/")
    following = client.get("/v1/claims?limit=1").json()["next"]
    assert following.startswith("https://news.example/conflict/v1/claims?limit=1&cursor=")
    assert client.get("/openapi.json").json()["servers"][0]["url"] == "https://news.example/conflict/"


def test_a_list_of_entities_has_counts(reader: httpx.Client) -> None:
    items = reader.get("/v1/entities", params={"sort": "-claims"}).json()["items"]
    counted = [item["counts"]["claims"] for item in items]
    assert counted == sorted(counted, reverse=True)
    assert counted[0] > 1
