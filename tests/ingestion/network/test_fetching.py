"""Fetching, as attackers would have it: nothing is had from where nothing may be, nothing is endless."""

from __future__ import annotations

import gzip
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.errors import Unfetchable
from app.ingestion.network.connecting import Allowance
from app.ingestion.network.fetching import Fetcher
from app.ingestion.network.responses import Fetched
from tests.ingestion.network.site import Answer, Site, answer, html, redirect, serving

ANY = re.compile(r".*")
HTML = re.compile(r"text/html|")
LARGEST = 100_000


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as opened:
        yield opened


def _fetch(url: str, *, private: bool = True, seconds: float = 5.0, types: re.Pattern[str] = ANY) -> Fetched:
    return Fetcher(private=private, seconds=seconds, largest=LARGEST).fetch(url, media_types=types)


def _refusal(url: str, *, private: bool = True, seconds: float = 5.0) -> str:
    with pytest.raises(Unfetchable) as raised:
        _fetch(url, private=private, seconds=seconds)
    return str(raised.value)


def test_what_is_there_is_given_with_its_facts(site: Site) -> None:
    site.answers["/a?b=%C3%A4"] = answer(
        b"caf\xe9", "Content-Type: Text/HTML; Charset='ISO-8859-1'", 'ETag: W/"1"', "Last-Modified: yesterday",
        "Cache-Control: public, max-age=60",
    )  # fmt: skip
    assert _fetch(site.url("/a?b=ä#part"), types=HTML) == Fetched(
        url=site.url("/a?b=%C3%A4"), content=b"caf\xe9", media_type="text/html", charset="ISO-8859-1", etag='W/"1"',
        modified="yesterday", max_age=60,
    )  # fmt: skip
    assert f"\r\nHost: 127.0.0.1:{site.port}\r\n" in site.asked[0]
    assert "cookie" not in site.asked[0].lower()
    assert "authorization" not in site.asked[0].lower()


def test_what_is_unchanged_is_told(site: Site) -> None:
    site.answers["/"] = answer(status="304 Not Modified")
    found = Fetcher(private=True).fetch(site.url(), media_types=HTML, etag='"1"', modified="yesterday")
    assert found.content is None
    assert 'If-None-Match: "1"\r\nIf-Modified-Since: yesterday\r\n' in site.asked[0]
    assert _refusal(site.url()) == "answers 304"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/", "is no http or https address"),
        ("file:///etc/passwd", "is no http or https address"),
        ("gopher://127.0.0.1:6379/_INFO", "is no http or https address"),
        ("javascript:alert(1)", "is no http or https address"),
        ("//example.org", "is no http or https address"),
        ("example.org", "is no http or https address"),
        ("http://name@example.org/", "has credentials in it"),
        ("http://name:word@example.org/", "has credentials in it"),
        ("http://example.org\\@127.0.0.1/", "has credentials in it"),
        ("http:///x", "has no host that can be looked up"),
        ("http://exa mple.org/", "has no host that can be looked up"),
        ("http://[fe80::1%25eth0]/", "has no host that can be looked up"),
        ("http://%31%32%37.0.0.1/", "has no host that can be looked up"),
        ("http://example.org:25/", "is at port 25, where no web server is expected"),
        ("http://example.org:6379/", "is at port 6379, where no web server is expected"),
        ("http://example.org:0/", "is at port 0, where no web server is expected"),
        ("http://example.org:99999/", "is at port 99999, where no web server is expected"),
        ("http://example.org:80:80/", "is no address"),
        ("http://example.org/\r\nX: y", "is no address"),
        ("http://①②⑦.0.0.1/", "is no address"),
        ("http://0177.0.0.1/", "is no address"),
        ("http://example.org/" + "x" * 2000, "has more than 2,000 characters"),
    ],
)
def test_addresses_that_are_none(url: str, reason: str) -> None:
    assert _refusal(url, private=False).startswith(reason)


HERE = ("127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "127。0。0。1", "[::ffff:127.0.0.1]",
        "0.0.0.0",  # noqa: S104 - asked, not listened on
        "[::ffff:7f00:1]", "[::1]", "0", "[::]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "10.0.0.1", "192.168.0.1", "100.64.0.1", "169.254.169.254", "0xa9fea9fe", "[::ffff:169.254.169.254]",
        "[fd00:ec2::254]", "168.63.129.16", "224.0.0.1", "255.255.255.255")  # fmt: skip


@pytest.mark.parametrize("host", HERE)
def test_nothing_is_had_from_nearby_however_it_is_written(host: str) -> None:
    assert "from which nothing is fetched" in _refusal(f"http://{host}/", private=False)


@pytest.mark.parametrize("host", ["0", "169.254.169.254", "[::ffff:169.254.169.254]", "[fd00:ec2::254]"])
def test_nor_do_redirects_lead_there(site: Site, host: str) -> None:
    site.answers["/"] = redirect(f"http://{host}/latest/meta-data/")
    assert "from which nothing is fetched" in _refusal(site.url())


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/passwd", "leads on to what is no http or https address"),
        ("http://a:b@127.0.0.1/", "leads on to what has credentials in it"),
        ("http://[::1/", "leads on to what is no address"),
        ("http://nowhere.invalid/", "has a host without an address: nowhere.invalid"),
        ("/", "leads on more than 5 times"),
    ],
)
def test_redirects_that_lead_nowhere(site: Site, location: str, reason: str) -> None:
    site.answers["/"] = redirect(location)
    assert _refusal(site.url()).startswith(reason)


def test_redirects_are_followed(site: Site) -> None:
    site.answers |= {"/": redirect("a?b", "301 Moved"), "/a?b": redirect(f"//localhost:{site.port}/ä", "308 Moved")}
    site.answers["/%C3%A4"] = html("there")
    assert _fetch(site.url()).url == site.url("/%C3%A4", host="localhost")
    assert f"\r\nHost: localhost:{site.port}\r\n" in site.asked[2]


def test_a_host_is_looked_up_once_and_no_other_address_is_taken(site: Site) -> None:
    """What is checked is what is connected to: a name that changes its address in between finds nobody."""
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1" if len(asked) == 1 else "169.254.169.254"]

    site.answers |= {"/": html("there"), "/on": redirect("/")}
    fetcher = Fetcher(private=True, resolve=rebinding)
    assert fetcher.fetch(site.url(host="news.example"), media_types=ANY).content == b"there"
    assert asked == ["news.example"]
    asked.clear()
    with pytest.raises(Unfetchable, match=r"is at the address 169\.254\.169\.254"):
        fetcher.fetch(site.url("/on", host="news.example"), media_types=ANY)
    assert site.paths() == ["/", "/on"]


def test_all_addresses_of_a_host_have_to_be_allowed(site: Site) -> None:
    site.answers["/"] = html("there")
    mixed = Fetcher(private=True, resolve=lambda *_: ["127.0.0.1", "fe80::1"])
    with pytest.raises(Unfetchable, match="is at the address fe80::1"):
        mixed.fetch(site.url(host="news.example"), media_types=ANY)
    assert site.asked == []
    second = Fetcher(private=True, resolve=lambda *_: ["::1", "127.0.0.1"])
    assert second.fetch(site.url(host="news.example"), media_types=ANY).content == b"there"


def test_the_environment_sends_nothing_elsewhere(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.answers["/"] = html("there")
    assert _fetch(site.url()).content == b"there"


def test_a_name_server_that_is_silent_is_not_waited_for() -> None:
    silent = threading.Event()
    fetcher = Fetcher(seconds=0.3, resolve=lambda *_: [str(silent.wait(60))])
    began = time.monotonic()
    with pytest.raises(Unfetchable, match="could not be looked up in time") as raised:
        fetcher.fetch("http://news.example/", media_types=ANY)
    silent.set()
    assert time.monotonic() - began < 10
    assert raised.value.passing


def _dripping(content: bytes, begin: bytes = b"") -> Callable[[socket.socket], None]:
    def drip(connection: socket.socket) -> None:
        connection.sendall(begin)
        while True:
            connection.sendall(content)
            time.sleep(0.01)

    return drip


def _flooding(content: bytes, begin: bytes) -> Callable[[socket.socket], None]:
    def flood(connection: socket.socket) -> None:
        connection.sendall(begin)
        while True:
            connection.sendall(content)

    return flood


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("drip", "begin"),
    [
        (b"x", b""),
        (b"x", b"HTTP/1.1 200 OK\r\nX: "),
        (b"x", OK + b"Content-Length: 50000\r\n\r\n"),
        (b"1\r\nx\r\n", CHUNKED),
        (b"HTTP/1.1 102 Processing\r\n\r\n", b""),
        (b"", b""),
    ],
)
def test_an_answer_that_drips_ends(site: Site, drip: bytes, begin: bytes) -> None:
    site.answers["/"] = _dripping(drip, begin)
    began = time.monotonic()
    assert _refusal(site.url(), seconds=0.4) in {
        "took longer than 0.4 seconds",
        "does not answer as it should: timed out",
    }
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("flood", "begin", "reason"),
    [
        (b"x" * 1000, OK + b"\r\n", "is longer than 100,000 bytes"),
        (b"3e8\r\n" + b"x" * 1000 + b"\r\n", CHUNKED, "is longer than 100,000 bytes"),
        (b"1;" + b"x" * 1000 + b"\r\nx\r\n", CHUNKED, "is longer than 300,000 bytes"),
        (b"X: y\r\n" * 100, OK, "does not answer as it should"),
        (b"x" * 1000, b"HTTP/1.1 200 ", "does not answer as it should"),
        (b"HTTP/1.1 102 Processing\r\n\r\n" * 100, b"", "is longer than 300,000 bytes"),
        (b"X: y\r\n" * 100, CHUNKED + b"0\r\n", "does not answer as it should"),
    ],
)
def test_an_answer_without_end_ends(site: Site, flood: bytes, begin: bytes, reason: str) -> None:
    site.answers["/"] = _flooding(flood, begin)
    assert _refusal(site.url()).startswith(reason)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (answer(b"x" * 100_001), "is longer than 100,000 bytes"),
        (answer(b"x", length=10**9), "is longer than 100,000 bytes"),
        (answer(b"x", length=10**400), "does not answer as it should"),
        (answer(b"xyz", length=10), "does not answer as it should"),
        (answer(b"xyz", "Content-Length: 2"), "does not answer as it should"),
        (answer(b"xyz", length=-3), "does not answer as it should"),
        (CHUNKED + b"5\r\nxx", "does not answer as it should"),
        (b"", "does not answer as it should"),
        (b"SSH-2.0-OpenSSH_9\r\n", "does not answer as it should"),
        (b"\x16\x03\x01\x00\xff" * 10, "does not answer as it should"),
        (answer(b"x", status="206 Partial Content"), "answers 206"),
        (answer(b"x", status="300 Multiple Choices"), "answers 300"),
        (answer(b"x", status="302 Found"), "answers 302"),
        (answer(b"x", status="404 Not Found"), "answers 404"),
        (answer(b"x", status="101 Switching Protocols"), "does not answer as it should"),
        (answer(b"\x1f\x8b\x08junk", "Content-Encoding: gzip"), "cannot be unpacked"),
        (answer(gzip.compress(b"x" * 500)[:-9], "Content-Encoding: gzip"), "cannot be unpacked"),
        (answer(gzip.compress(b"x") + b"junk", "Content-Encoding: gzip"), "cannot be unpacked"),
        (answer(b"x", "Content-Encoding: br"), "is packed as 'br', which was not asked for"),
        (answer(b"x", "Content-Encoding: gzip", "Content-Encoding: gzip"), "is packed as 'gzip, gzip'"),
    ],
)
def test_answers_that_are_none(site: Site, told: bytes, reason: str) -> None:
    site.answers["/"] = told
    assert _refusal(site.url()).startswith(reason)


def test_a_bomb_is_not_unpacked(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000, 9)
    assert len(bomb) < LARGEST
    site.answers |= {
        "/": answer(bomb, "Content-Encoding: gzip"),
        "/many": answer(gzip.compress(b"") * 4000, "Content-Encoding: gzip"),
    }
    tracemalloc.start()
    assert _refusal(site.url()) == "is longer than 100,000 bytes"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000
    assert _fetch(site.url("/many")).content == b""


def test_packed_content_is_unpacked(site: Site) -> None:
    content = b"x" * LARGEST
    half = len(content) // 2
    packed = gzip.compress(content[:half]) + gzip.compress(content[half:])
    site.answers["/"] = answer(packed, "Content-Encoding: GZIP")
    assert _fetch(site.url()).content == content


def test_a_type_may_be_said_twice(site: Site) -> None:
    site.answers["/"] = answer(b"x", "Content-Type: text/html", "Content-Type: text/html; charset=utf-8")
    assert _fetch(site.url(), types=HTML).charset == "utf-8"


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "video/mp4; charset=utf-8", "text/html2", "é"])
def test_other_types_are_not_taken(site: Site, kind: str) -> None:
    site.answers["/"] = answer(b"x", f"Content-Type: {kind}")
    with pytest.raises(Unfetchable, match=r"^is "):
        _fetch(site.url(), types=HTML)


@pytest.mark.parametrize(
    ("status", "headers", "passing", "wait"),
    [
        ("503 Unavailable", ["Retry-After: 120"], True, 120),
        ("429 Too Many", ["Retry-After: 999999999999999"], True, 999_999_999),
        ("429 Too Many", ["Retry-After: soon"], True, None),
        ("503 Unavailable", ["Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"], True, 0),
        ("500 Error", [], True, None),
        ("404 Not Found", [], False, None),
        ("410 Gone", [], False, None),
    ],
)
def test_a_refusal_says_whether_it_passes(
    site: Site, status: str, headers: list[str], passing: bool, wait: float | None
) -> None:
    site.answers["/"] = answer(b"", *headers, status=status)
    with pytest.raises(Unfetchable) as raised:
        _fetch(site.url())
    assert (raised.value.passing, raised.value.wait) == (passing, wait)


def test_a_date_to_wait_for_is_told_in_seconds(site: Site) -> None:
    when = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 3600))
    site.answers["/"] = answer(b"", f"Retry-After: {when}", status="503 Unavailable")
    with pytest.raises(Unfetchable) as raised:
        _fetch(site.url())
    assert raised.value.wait is not None
    assert 3500 < raised.value.wait <= 3600


def test_nobody_there_passes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(Unfetchable, match="does not let anybody connect") as raised:
        _fetch(f"http://127.0.0.1:{port}/")
    assert raised.value.passing


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificates with openssl")
def test_the_name_in_a_certificate_is_checked(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-days", "2", "-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example", "-keyout", key,
         "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    identity = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    identity.load_cert_chain(certificate, key)
    names: list[str | None] = []
    identity.sni_callback = lambda _socket, name, _context: names.append(name)
    trusting = ssl.create_default_context(cafile=str(certificate))
    answers: dict[str, Answer] = {"/": html("there"), "/down": redirect("http://news.example/")}
    with serving(answers, tls=identity) as site:
        fetcher = Fetcher(private=True, resolve=lambda *_: ["127.0.0.1"], tls=trusting)

        def fetch(path: str, host: str, by: Fetcher = fetcher) -> bytes | None:
            return by.fetch(site.url(path, host=host, scheme="https"), media_types=ANY).content

        assert fetch("/", "news.example") == b"there"
        assert names == ["news.example"]
        assert f"\r\nHost: news.example:{site.port}\r\n" in site.asked[0]
        with pytest.raises(Unfetchable, match="leads from https to http"):
            fetch("/down", "news.example")
        with pytest.raises(Unfetchable, match=r"certificate verify failed: Hostname mismatch"):
            fetch("/", "other.example")
        with pytest.raises(Unfetchable, match=r"certificate verify failed: IP address mismatch"):
            fetch("/", "127.0.0.1")
        usual = Fetcher(private=True, resolve=lambda *_: ["127.0.0.1"])
        with pytest.raises(Unfetchable, match=r"certificate verify failed"):
            fetch("/", "news.example", usual)


def test_an_allowance_that_is_spent_allows_nothing() -> None:
    spent = Allowance(seconds=0, most=10)
    with pytest.raises(Unfetchable, match=r"took longer than 0 seconds") as raised:
        spent.seconds()
    assert raised.value.passing
    spent.take(10)
    with pytest.raises(Unfetchable, match=r"is longer than 10 bytes"):
        spent.take(1)
    assert 0 < Allowance(seconds=60, most=0).seconds(3) <= 3


def test_a_handshake_that_is_silent_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        began = time.monotonic()
        with pytest.raises(Unfetchable), suppress(TimeoutError):
            _fetch(f"https://127.0.0.1:{listening.getsockname()[1]}/", seconds=0.3)
        assert time.monotonic() - began < 10
