"""An article in a page of HTML: its text without what is around it, and the facts that the page states of it."""

from __future__ import annotations

import logging
import re
from configparser import ConfigParser
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from app.errors import NotInstalled, UnreadableSource
from app.ingestion.documents import charsets
from app.ingestion.submission import acceptable

LARGEST = 10_000_000
"""Bytes a page may have: many times what the largest news pages have."""

_EXTRA = "HTML is read by an extra: pip install 'conflict-records[web]'"

Tree = Any
"""An element of lxml, which has no types."""

_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_UNFIT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # lxml takes no others
_TAG = re.compile(r"([A-Za-z]{2,8})(?:[-_]([A-Za-z0-9]{1,8}))?(?![A-Za-z0-9])")

_FOUND_BLOCKS = frozenset({"p", "head", "item", "quote", "row", "list", "table"})  # trafilatura's own names
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li",
    "main", "menu", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
})  # fmt: skip
_UNSEEN = (
    "script", "style", "template", "noscript", "head", "title", "figcaption", "iframe", "object", "svg", "math",
    "select", "textarea", "button", "video", "audio", "canvas",
)  # fmt: skip

# What stands in the middle of a text or around it on thousands of sites (those made by MediaWiki most of all) and is
# none of it: marks of footnotes, links to edit a section, captions, notices, lists of sources and categories.
_FURNITURE = (
    './/sup[starts-with(normalize-space(.), "[") and string-length(normalize-space(.)) < 30] | .//figcaption'
    ' | .//ol[contains(@class, "references")]'
    ' | .//*[@id="siteNotice" or @id="siteSub" or @id="catlinks" or contains(@class, "mw-editsection")'
    ' or contains(@class, "navbox") or contains(@class, "thumbcaption") or contains(@class, "sourceTemplate")]'
)
_LONGEST_CELL = 100  # characters in a table of data; what holds more is a table for layout

_STATED = (
    './/head/title | .//head/link[@rel] | .//head/meta[not(contains(@property, "image") or contains(@name, "image"))]'
    ' | .//script[@type="application/ld+json"]'
)
_TITLES = ".//h1 | .//h2[@class or @id or @itemprop]"
# What a page labels as a date, as against a date that its prose mentions: nobody may take that for the publication's.
_DATES = (
    ".//time | .//abbr[@title] | .//*[self::p or self::span or self::div or self::li or self::strong or self::em]"
    '[contains(@class, "date") or contains(@id, "date") or contains(@id, "Date") or contains(@class, "publish")'
    ' or contains(@class, "timestamp") or contains(@itemprop, "datePublished")][not(*/*/*)]'
)
_LONGEST_DATE = 100  # characters
_MOST_STATED = 1000  # elements of each kind

_FEWEST_WORDS = 5  # in the longest paragraph of an article
_MOST_TAGS = 200_000  # several times what the longest articles have
_DEEPEST = 256  # libxml2 goes no deeper


def read(
    content: bytes | str, *, charset: str | None = None, url: str | None = None, max_bytes: int = LARGEST
) -> dict[str, Any]:
    """Return the values of a submission that a page holds: `text`, and what it states of the others.

    `charset` is the one that the page was sent with, `url` the address it was fetched from; the page's own `canonical`
    address is believed only without one. The text has a blank line between paragraphs, headings and items of lists;
    the headline above it, tables, comments, captions and navigation are left out. A piece of HTML that is no whole page
    is taken as `text` does. Dates in the future and other values that no article can have are left out.

    Raises UnreadableSource with the reason when there is no article, when the page is too large, and when bytes of its
    text are no characters; NotInstalled without the extra `web`.
    """
    if len(content) > max_bytes:
        raise UnreadableSource(f"has more than the {max_bytes:,} bytes that a page may have")
    page = charsets.Decoded(content, "utf-8") if isinstance(content, str) else charsets.decode(content, charset)
    values: dict[str, Any] = (
        _article(page.text, url) if _PAGE.search(page.text) else {"text": text(page.text), "url": url}
    )
    if not values.get("text"):
        raise UnreadableSource("no article text found")
    if page.damaged and "\ufffd" in values["text"] + (values.get("title") or ""):
        raise UnreadableSource(f"its text holds bytes that are no {page.charset}")
    return acceptable(values)


def text(fragment: str) -> str:
    """Return all the text of a piece of HTML, such as an entry of a feed, with a blank line between its blocks.

    Scripts, styles, captions of pictures and what readers fill in are left out; "" when nothing else is there. Raises
    UnreadableSource when it is nested too deep or has too many tags, and NotInstalled without the extra `web`.
    """
    etree, _ = _lxml()
    tree = _parsed(f"<div>{fragment}</div>")
    _prepare(tree)
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    return _paragraphs(tree, _BLOCKS, "br")


def _parsed(markup: str) -> Tree:
    """Return the tree of a page; refuse what is nested too deep: the parser drops the rest without a word."""
    etree, html = _lxml()
    if markup.count("<") > _MOST_TAGS:
        raise UnreadableSource(f"has more than {_MOST_TAGS:,} tags")
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = html.document_fromstring(_UNFIT.sub(" ", markup).encode(), parser=parser)
    except etree.ParserError as error:
        raise UnreadableSource("no article text found") from error
    if tree.xpath("/*" * _DEEPEST):
        raise UnreadableSource(f"its elements are nested {_DEEPEST} deep")
    return tree


def _lxml() -> tuple[Any, Any]:
    try:
        from lxml import etree, html  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise NotInstalled(_EXTRA) from error
    return etree, html


def _article(page: str, url: str | None) -> dict[str, Any]:
    """Return what is in a whole page; nothing where there is no article."""
    try:
        from trafilatura import bare_extraction  # noqa: PLC0415 - an extra, which takes a third of a second to import
    except ImportError as error:
        raise NotInstalled(_EXTRA) from error
    tree = _parsed(page)
    facts = _facts(tree, url)
    _prepare(tree)
    found = bare_extraction(
        tree, include_comments=False, include_tables=False, favor_precision=True, config=_quiet_and_exact()
    )
    body = getattr(found, "body", None)
    if body is None:
        return {}
    words = _without_title(_paragraphs(body, _FOUND_BLOCKS, "lb"), facts["title"])
    return {"text": words, **facts} if any(len(line.split()) >= _FEWEST_WORDS for line in words.split("\n")) else {}


@cache
def _quiet_and_exact() -> ConfigParser:
    """Return settings by which a short article is taken for one: else the whole page is taken in its stead."""
    from trafilatura.settings import use_config  # noqa: PLC0415

    for library in ("trafilatura", "htmldate"):
        logging.getLogger(library).setLevel(logging.CRITICAL)  # a page without an article is told by us
    config: ConfigParser = deepcopy(use_config())
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    return config


def _prepare(tree: Tree) -> None:
    """Take out what is no text, write the marks of quotations that browsers add, undo tables made for layout."""
    for element in tree.xpath(_FURNITURE):
        element.drop_tree()
    for quotation in tree.xpath(".//q"):
        quotation.text = "“" + _UNFIT.sub(" ", quotation.text or "")
        quotation.tail = "”" + _UNFIT.sub(" ", quotation.tail or "")
        quotation.tag = "span"
    for table in tree.xpath(".//table[not(.//th)]"):
        if any(len(cell.text_content()) > _LONGEST_CELL for cell in table.iter("td")):
            for element in table.iter("table", "tbody", "tr", "td"):
                element.tag = "div"


def _paragraphs(tree: Tree, blocks: frozenset[str], broken: str) -> str:
    """Return the text of a tree with a blank line around `blocks`, a line end at `broken`, and single spaces."""
    etree, _ = _lxml()
    paragraphs: list[list[str]] = [[]]
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in blocks:
            paragraphs.append([])
        elif element.tag == broken and event == "end":
            paragraphs[-1].append("\n")
        if event == "start" or element is not tree:
            words = element.text if event == "start" else element.tail
            paragraphs[-1].append(_SPACE.sub(" ", words or ""))
    lines = ((_SPACE.sub(" ", line).strip() for line in "".join(parts).split("\n")) for parts in paragraphs)
    return "\n\n".join(filter(None, ("\n".join(filter(None, some)) for some in lines)))


def _without_title(words: str, title: str | None) -> str:
    """Return a text without the headline above it, which some pages have inside the article and others outside."""
    first, _, rest = words.partition("\n")
    return rest.lstrip("\n") if title and first.casefold() == title.casefold() else words


def _facts(tree: Tree, url: str | None) -> dict[str, Any]:
    """Return what a page states; its prose is looked at for none of it."""
    from htmldate import find_date  # noqa: PLC0415
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415

    head = tree.xpath(_STATED)
    stated = extract_metadata(_page_of(head, tree.xpath(_TITLES)), extensive=False)
    dates = [element for element in tree.xpath(_DATES)[:_MOST_STATED] if len(element.text_content()) <= _LONGEST_DATE]
    address = url or stated.url
    day = find_date(
        _page_of([element for element in head if element.tag != "title"], dates),
        extensive_search=False,
        original_date=True,
        url=address,
        deferred_url_extractor=True,
        max_date=(datetime.now(UTC) + timedelta(days=1)).date().isoformat(),
    )
    site = tree.xpath('string(.//head/meta[@property="og:site_name"]/@content)').strip()
    return {
        "title": stated.title,
        "publisher": site or stated.sitename or (urlsplit(address).hostname if address else None),
        "published_at": date.fromisoformat(day) if day else None,
        "url": address,
        "language": _language(tree),
    }


def _page_of(head: list[Tree], body: list[Tree]) -> Tree:
    """Return a page that holds copies of these elements and nothing else."""
    _, html = _lxml()
    page = html.document_fromstring("<html><head></head><body></body></html>")
    for elements, where in ((head, page.head), (body, page.body)):
        for element in elements[:_MOST_STATED]:
            copied = deepcopy(element)
            copied.tail = None
            where.append(copied)
    return page


def _language(tree: Tree) -> str | None:
    said = tree.get("lang") or tree.xpath('string(.//head/meta[@property="og:locale"]/@content)')
    match = _TAG.match(said.strip())
    return "-".join(filter(None, match.groups())) if match else None
