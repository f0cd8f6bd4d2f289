"""The web pages in WARC archives: the responses that hold HTML, with their chunks and packing undone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from typing import Any

from app.errors import NotInstalled, UnreadableSource
from app.ingestion.documents import compressed, warc_records
from app.ingestion.documents.html import LARGEST
from app.ingestion.documents.warc_records import LONGEST_HEAD, Place, Record

_KINDS = frozenset({b"response", b"resource", b"revisit"})
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"[0-9A-Fa-f]{1,8}[ \t]*(?:;[^\r\n]{0,100})?\r\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Archived:
    """A page as it was sent."""

    content: bytes
    charset: str | None
    url: str


def pages(file: BufferedReader, passed_over: Counter[str]) -> Iterator[tuple[Place, Archived | UnreadableSource]]:
    """Give the pages in an archive, and the reason for each record that is broken; go on behind it.

    The file may be of gzip members. Responses that hold no page are counted in `passed_over` by what they are:
    those with another status than 200, of another media type than HTML, those that only say that nothing has changed
    (`revisit`). Records that hold nothing of the web, such as requests, are not counted.

    Raises NotInstalled without the extra `web`, and what `warc_records.records` raises.
    """
    try:
        import warcio  # noqa: F401, PLC0415 - an extra
    except ImportError as error:
        raise NotInstalled("WARC files are read by an extra: pip install 'conflict-records[web]'") from error
    for place, record in warc_records.records(file, _KINDS, largest=LARGEST):
        try:
            found = record if isinstance(record, UnreadableSource) else _page(record, passed_over)
        except UnreadableSource as error:
            found = error
        if found:
            yield place, found


def _page(archived: Record, passed_over: Counter[str]) -> Archived | None:
    """Return the page in a record; None when it holds something else, which is counted."""
    record = _headers(BytesIO(archived.head))
    kind = _value(record, "WARC-Type").lower()
    stream = BytesIO(archived.content)
    if kind == "revisit":
        passed_over["unchanged since another visit"] += 1
        return None
    url = _value(record, "WARC-Target-URI").strip("<> ")
    http = url.startswith(("http:", "https:"))
    sent = _headers(stream) if kind == "response" and http else record
    if kind == "response" and http and sent.get_statuscode() != "200":
        passed_over[f"status {sent.get_statuscode()[:3]}"] += 1
        return None
    media_type, _, parameters = _value(sent, "Content-Type").partition(";")
    if media_type.strip().lower() not in _PAGES or not http:
        passed_over["no HTML"] += 1
        return None
    if _value(record, "WARC-Truncated"):
        raise UnreadableSource("was cut short when it was archived")
    if _value(record, "WARC-Segment-Number"):
        raise UnreadableSource("is a part of a page in several records")
    if len(archived.content) > LARGEST + LONGEST_HEAD:
        raise UnreadableSource(f"has more than the {LARGEST:,} bytes that a page may have")
    body = stream.read()
    if sent is not record:
        body = _decoded(body, chunked="chunked" in _value(sent, "Transfer-Encoding").lower())
        body = compressed.decoded(body, _value(sent, "Content-Encoding"), most=LARGEST)
    charset = _CHARSET.search(parameters)
    return Archived(body, charset[1] if charset else None, url)


def _headers(stream: BytesIO) -> Any:
    """Return the head that a stream begins with, and leave the stream behind it."""
    from warcio.statusandheaders import StatusAndHeadersParser  # noqa: PLC0415 - an extra

    if not _HEAD_END.search(stream.getbuffer(), 0, LONGEST_HEAD):
        raise UnreadableSource("is a record whose headers do not end")
    return StatusAndHeadersParser([], verify=False).parse(stream)


def _value(headers: Any, name: str) -> str:
    return str(headers.get_header(name) or "").strip()


def _decoded(body: bytes, *, chunked: bool) -> bytes:
    from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader  # noqa: PLC0415 - an extra

    if not chunked or not _CHUNK.match(body):  # many who archive undo the chunks and keep the header
        return body
    try:
        return bytes(ChunkedDataReader(BytesIO(body), raise_exceptions=True).read())
    except ChunkedDataException as error:
        raise UnreadableSource("is a page that was cut short: its last chunk is missing") from error
