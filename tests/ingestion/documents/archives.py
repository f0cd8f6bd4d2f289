"""WARC archives as crawlers write them, and parts of them."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from uuid import NAMESPACE_URL, uuid5

PAGE = (
    "<html><head><title>Two killed</title></head><body><article><p>Armenia said two soldiers were killed near the"
    " border.</p><p>“We deny it”, Azerbaijan’s ministry said on page {}.</p></article></body></html>"
)


def page(number: int) -> bytes:
    """Return a page with an article of two paragraphs."""
    return PAGE.format(number).encode()


def text(number: int) -> str:
    """Return the text of that page."""
    return (
        "Armenia said two soldiers were killed near the border.\n\n"
        f"“We deny it”, Azerbaijan’s ministry said on page {number}."
    )


def record(
    body: bytes,
    *,
    url: str = "http://example.org/a",
    kind: str = "response",
    status: str = "200 OK",
    headers: Mapping[str, str] | None = None,
    warc_headers: Mapping[str, str] | None = None,
    packed: bool = False,
) -> bytes:
    """Return one record."""
    sent = {"Content-Type": "text/html; charset=utf-8"} if headers is None else headers
    if kind in _HTTP:
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in sent.items()), "", ""]
        body = "\r\n".join(lines).encode() + body
        sent = {"Content-Type": "application/http; msgtype=response"}
    described = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, url)}>",
        "WARC-Date": "2023-09-20T08:00:00Z",
        "WARC-Target-URI": url,
        **(warc_headers or {}),
        **sent,
        "Content-Length": str(len(body)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in described.items())
    written = f"WARC/1.0\r\n{head}\r\n".encode() + body + b"\r\n\r\n"
    return gzip.compress(written) if packed else written


_HTTP = frozenset({"response", "revisit"})


def numbered(numbers: Iterable[int], *, packed: bool = False) -> list[bytes]:
    """Return a record with a page for each number."""
    return [record(page(number), url=f"http://example.org/{number}", packed=packed) for number in numbers]
