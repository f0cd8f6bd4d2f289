"""Atom and JSON Feed: what RFC 4287 and jsonfeed.org require, and who said what."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import httpx
import pytest

from tests.conftest import Serve
from tests.export.listed import exported, records
from tests.export.stores import HOSTILE

_ATOM = "{http://www.w3.org/2005/Atom}"
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def atom(client: httpx.Client, query: str = "") -> Element:
    return ElementTree.fromstring(exported(client, "claims.atom", query))  # noqa: S314 - what this service has written


def feed(client: httpx.Client, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(exported(client, "claims.feed.json", query))
    return found


def listed(client: httpx.Client, query: str) -> list[dict[str, Any]]:
    """Return the records a feed has; the limit of a list is that of a page."""
    return records(client, "claims")[:3] if query == "limit=3" else records(client, "claims", query)


def text(element: Element, name: str) -> str:
    (found,) = element.findall(_ATOM + name)
    assert found.text
    return found.text


@pytest.mark.parametrize("query", ["", "limit=3", "actor=Mali&sort=published_at", "actor=Nobody"])
def test_a_feed_has_what_the_standard_requires(large_client: httpx.Client, query: str) -> None:
    found = atom(large_client, query)
    assert found.tag == _ATOM + "feed"
    assert urlsplit(text(found, "id")).scheme == "urn"
    assert text(found, "title") == "Conflict Records: claims"
    assert _INSTANT.fullmatch(text(found, "updated"))
    assert found.findall(f"{_ATOM}author/{_ATOM}name")
    (own,) = [link for link in found.findall(_ATOM + "link") if link.get("rel") == "self"]
    assert httpx.URL(str(own.get("href"))) == large_client.base_url.join(f"/v1/claims.atom?{query}")
    entries = found.findall(_ATOM + "entry")
    expected = listed(large_client, query)
    assert len(entries) == len(expected)
    ids = [text(entry, "id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry, record in zip(entries, expected, strict=True):
        assert record["text"] in text(entry, "title")
        assert text(entry, "content") == record["text"]
        assert _INSTANT.fullmatch(text(entry, "updated"))
        assert bool(entry.findall(_ATOM + "published")) == bool(record["article"]["published_at"])
        assert entry.findall(_ATOM + "category")[0].get("term") == record["type"]
        links = {link.get("rel"): link.get("href") for link in entry.findall(_ATOM + "link")}
        assert links["via"] == record["article"]["url"]
        assert str(links["alternate"]).endswith(f"/v1/claims/{record['id']}")
    if entries:
        leads_to = entries[0].findall(_ATOM + "link")[0].get("href")
        assert large_client.get(str(leads_to)).json() == expected[0]


@pytest.mark.parametrize("query", ["", "limit=3", "actor=Mali&sort=published_at", "actor=Nobody"])
def test_a_json_feed_has_what_its_version_requires(large_client: httpx.Client, query: str) -> None:
    found = feed(large_client, query)
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["title"]
    assert httpx.URL(found["feed_url"]) == large_client.base_url.join(f"/v1/claims.feed.json?{query}")
    expected = listed(large_client, query)
    assert [item["_conflict_records"] for item in found["items"]] == expected
    for item, record in zip(found["items"], expected, strict=True):
        assert item["content_text"] == record["text"]
        assert item["url"].endswith(f"/v1/claims/{record['id']}")
        assert item["external_url"] == record["article"]["url"]
        assert ("date_published" in item) == bool(record["article"]["published_at"])
        assert ("authors" in item) == bool(record["article"]["publisher"])
        assert _INSTANT.fullmatch(item["date_modified"])
        assert None not in item.values()


def test_both_feeds_say_the_same(large_client: httpx.Client) -> None:
    entries, items = atom(large_client).findall(_ATOM + "entry"), feed(large_client)["items"]
    assert [(text(entry, "id"), text(entry, "title"), text(entry, "updated")) for entry in entries] == [
        (item["id"], item["title"], item["date_modified"]) for item in items
    ]


def test_a_title_says_who_said_what(large_client: httpx.Client) -> None:
    titles = {item["title"] for item in feed(large_client)["items"]}
    assert "Mali (event report): 0 people left" in titles
    assert "Cnews Live (event report): nobody knew 0" in titles
    assert "The article itself (event report): nobody knew 0" in titles


def test_long_titles_end_at_a_word(hostile_client: httpx.Client) -> None:
    (title,) = [item["title"] for item in feed(hostile_client)["items"] if "very long" in item["title"]]
    assert len(title) <= 200
    assert title.endswith(("one…", "long…", "very…", "a…"))


def test_updated_is_when_the_newest_was_stored(large_client: httpx.Client) -> None:
    stored = [record["stored_at"] for record in records(large_client, "articles")]
    found = text(atom(large_client, "limit=1000"), "updated")
    assert min(stored)[:19] <= found[:19] <= max(stored)[:19]
    entries = atom(large_client, "limit=1000").findall(_ATOM + "entry")
    assert found == max(text(entry, "updated") for entry in entries)


def test_ids_are_the_same_wherever_it_is_served(serve: Serve, large_client: httpx.Client, large: Any) -> None:
    elsewhere = serve(large, public_url="https://news.example/conflict/")
    here, there = feed(large_client, "limit=5"), feed(elsewhere, "limit=5")
    assert [item["id"] for item in here["items"]] == [item["id"] for item in there["items"]]
    assert there["feed_url"] == "https://news.example/conflict/v1/claims.feed.json?limit=5"
    assert there["items"][0]["url"].startswith("https://news.example/conflict/v1/claims/clm_")
    assert text(atom(elsewhere, "limit=5"), "id") == text(atom(large_client, "limit=5"), "id")


def test_what_xml_forbids_is_left_out_and_all_else_kept(hostile_client: httpx.Client) -> None:
    forbidden = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
    contents = {entry.find(_ATOM + "content").text for entry in atom(hostile_client).findall(_ATOM + "entry")}  # type: ignore[union-attr]
    assert contents == {forbidden.sub("", content) for content in HOSTILE}
    authors = {name.text for name in atom(hostile_client).findall(f"{_ATOM}entry/{_ATOM}author/{_ATOM}name")}
    assert authors == {"=Paper & Sons"}


def test_json_keeps_every_character(hostile_client: httpx.Client) -> None:
    assert {item["content_text"] for item in feed(hostile_client)["items"]} == set(HOSTILE)
