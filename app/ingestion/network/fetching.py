"""What is at an http or https address: fetched within limits of time and size, and from the public internet alone.

Every hop of a redirect is checked anew, in its address as in its URL. Nothing of the environment sends it elsewhere: no
proxy, no cookie, no credentials.
"""

from __future__ import annotations

import re
import ssl
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from app.errors import NotInstalled, Unfetchable
from app.ingestion.network.responses import Fetched, Headers, taken

if TYPE_CHECKING:
    import httpcore
    import httpx

    from app.ingestion.network.connecting import Resolve

LARGEST = 10_000_000
"""Bytes of an answer at most, packed and unpacked; a long article with its page is some 1 MB."""

SECONDS = 30.0
"""What a fetch with all its redirects may take."""

_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = frozenset({80, 443, 8000, 8008, 8080, 8443, 8888})  # of web servers; what speaks at others is something else
_HOST = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")
_LONGEST_URL = 2000
_HEAD = 200_000  # bytes of headers of all hops
_HEADERS = [
    (b"User-Agent", f"conflict-records/{version('conflict-records')}".encode()),
    (b"Accept", b"*/*"),
    (b"Accept-Encoding", b"gzip"),
    (b"Connection", b"close"),
]


class Fetcher:
    """Fetches, one thing after another or from several threads at once; keeps no connections.

    `private` allows addresses of private networks and of this machine, and all ports. `resolve` looks hosts up; `tls`
    says whom to trust (the usual authorities, or those of SSL_CERT_FILE).
    """

    def __init__(
        self,
        *,
        private: bool = False,
        seconds: float = SECONDS,
        largest: int = LARGEST,
        resolve: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Take the limits; NotInstalled without what the extra `web` brings."""
        try:
            import httpx  # noqa: F401, PLC0415 - an extra, whose absence is told before anything is fetched

            from app.ingestion.network import connecting  # noqa: PLC0415 - needs it
        except ImportError as error:
            raise NotInstalled("fetching needs: pip install 'conflict-records[web]'") from error
        self._private = private
        self._seconds = seconds
        self._largest = largest
        self._resolve = resolve or connecting.looked_up
        self._given_tls = tls

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        import httpx  # noqa: PLC0415 - an extra

        return self._given_tls or httpx.create_ssl_context()

    def fetch(
        self, url: str, *, media_types: re.Pattern[str], etag: str | None = None, modified: str | None = None
    ) -> Fetched:
        """Return what is at `url` if it is of one of the `media_types` ("" when the server tells none).

        `etag` and `modified` are what the server said last time. Raises Unfetchable.
        """
        import httpcore  # noqa: PLC0415 - an extra

        from app.ingestion.network.connecting import Allowance, CheckedBackend  # noqa: PLC0415 - needs it

        allowance = Allowance(seconds=self._seconds, most=self._largest + _HEAD)
        backend = CheckedBackend(allowance, resolve=self._resolve, private=self._private)
        asked = {b"If-None-Match": etag, b"If-Modified-Since": modified}
        conditions = [(name, value.encode("ascii", "ignore")) for name, value in asked.items() if value]
        there = self._checked(url)
        try:
            for _ in range(_HOPS + 1):
                target = _target(there)
                with (
                    httpcore.HTTPConnection(target.origin, self._tls, network_backend=backend) as connection,
                    connection.stream(
                        "GET",
                        target,
                        headers=[(b"Host", there.netloc), *_HEADERS, *conditions],
                    ) as response,
                ):
                    location = Headers(response.headers).get("location")
                    if response.status not in _REDIRECTS or location is None:
                        return taken(
                            str(there),
                            response,
                            media_types=media_types,
                            conditional=bool(conditions),
                            largest=self._largest,
                        )
                    there = self._next(there, location)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise Unfetchable(f"does not answer as it should: {_told(error)}", passing=True) from error
        raise Unfetchable(f"leads on more than {_HOPS} times")

    def _checked(self, url: str) -> httpx.URL:
        import httpx  # noqa: PLC0415 - an extra

        if len(url) > _LONGEST_URL:
            raise Unfetchable(f"has more than {_LONGEST_URL:,} characters")
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, UnicodeError) as error:
            raise Unfetchable(f"is no address: {error}") from error
        if parsed.scheme not in {"http", "https"}:
            raise Unfetchable("is no http or https address")
        if parsed.userinfo:
            raise Unfetchable("has credentials in it")
        if not _HOST.fullmatch(parsed.raw_host):
            raise Unfetchable("has no host that can be looked up")
        if not self._private and _port(parsed) not in _PORTS:
            raise Unfetchable(f"is at port {_port(parsed)}, where no web server is expected")
        if not 0 < _port(parsed) <= 65_535:
            raise Unfetchable(f"is at port {_port(parsed)}, which there is not")
        return parsed.copy_with(fragment=None)

    def _next(self, here: httpx.URL, location: str) -> httpx.URL:
        """Return where a redirect leads."""
        import httpx  # noqa: PLC0415 - an extra

        try:
            there = self._checked(str(here.join(location)))
        except httpx.InvalidURL as error:
            raise Unfetchable(f"leads on to what is no address: {error}") from error
        except Unfetchable as error:
            raise Unfetchable(f"leads on to what {error}") from error
        if here.scheme == "https" and there.scheme != "https":
            raise Unfetchable("leads from https to http")
        return there


def _target(url: httpx.URL) -> httpcore.URL:
    import httpcore  # noqa: PLC0415 - an extra

    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=_port(url), target=url.raw_path)


def _port(url: httpx.URL) -> int:
    return url.port if url.port is not None else {"http": 80, "https": 443}[url.scheme]


def _told(error: Exception) -> str:
    return str(error) or type(error).__name__
