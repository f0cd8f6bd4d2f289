"""An article as it is handed in, and everything that makes one unacceptable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.networks import AnyHttpUrl

from app.errors import InputFault, InvalidInput
from app.records import Month

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}.*")
_URL = TypeAdapter(AnyHttpUrl)


def _storable(value: str) -> str:
    if found := _UNSTORABLE.search(value):
        kind = "NUL" if found.group() == "\0" else "a lone surrogate"
        raise ValueError(f"holds {kind} at position {found.start()}")
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty" if not value else "holds nothing but white space")
    return value


def _web_address(value: str) -> str:
    if any(character.isspace() for character in value):
        raise ValueError("is no http or https URL")
    try:
        _URL.validate_python(value)
    except ValidationError as error:
        raise ValueError("is no http or https URL") from error
    return value


def _moment(value: object) -> object:
    """Take a date, a month, or a date and time; a time without a zone is UTC, one with a zone is told in UTC."""
    if isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, datetime):
        try:
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        except OverflowError as error:
            raise ValueError("is outside the years 1 to 9999") from error
    if isinstance(value, date | str) or value is None:
        return value
    raise ValueError("is no date and no date with a time")


def _parsed(value: str) -> date | datetime | str:
    try:
        if _MONTH.fullmatch(value):
            return date.fromisoformat(f"{value}-01").isoformat()[:7]
        if _DATE.fullmatch(value):
            return date.fromisoformat(value)
        if _DATE_TIME.fullmatch(value):
            return datetime.fromisoformat(value.upper())
    except ValueError as error:
        raise ValueError(f"is no date: {error}") from error
    raise ValueError("is no date like 2023-09-20 (or 2023-09) and no date with a time like 2023-09-20T08:00:00Z")


def _past(value: date | datetime | str | None) -> date | datetime | str | None:
    """Refuse what comes after tomorrow: today is another day elsewhere, and clocks differ."""
    latest = datetime.now(UTC) + timedelta(days=1)
    day = value.date() if isinstance(value, datetime) else value
    if day and str(day) > latest.date().isoformat():
        raise ValueError("is in the future")
    return value


Line = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_storable), AfterValidator(_filled)]


_Url = Annotated[str, Field(max_length=2000), AfterValidator(_storable), AfterValidator(_web_address)]


class Facts(BaseModel):
    """What is known of an article beside its text."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    title: Annotated[Line | None, Field(description="Its headline.")] = None
    publisher: Annotated[Line | None, Field(description="Who published it.")] = None
    published_at: Annotated[
        date | datetime | Month | None,
        BeforeValidator(_moment, json_schema_input_type=date | datetime | Month | None),
        AfterValidator(_past),
        Field(
            description="When: a date, or a date with a time (UTC unless it names its zone); a month where no day is"
            " known. Not in the future. Words like “yesterday” are read from it, but not from a month."
        ),
    ] = None
    url: Annotated[_Url | None, Field(description="Where it was published (http or https).")] = None
    language: Annotated[
        Annotated[str, Field(max_length=35, pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")] | None,
        Field(description="Its language as a BCP 47 tag; English when absent. Only English is read."),
    ] = None
    licence: Annotated[Line | None, Field(description="The licence it comes under.")] = None


class _Text(BaseModel):
    text: Annotated[
        str,
        AfterValidator(_storable),
        AfterValidator(_filled),
        Field(description="The article's text, stored as it is."),
    ]


class _Html(BaseModel):
    html: Annotated[
        str,
        AfterValidator(_storable),
        AfterValidator(_filled),
        Field(
            description="A page of HTML instead of `text`, or a piece of one. The article's paragraphs are taken out of"
            " it, with a blank line between them; they become the `text` of the record, which its spans count in."
            " What the page states of its title, publisher, date, address and language stands where nothing is given."
        ),
    ]


class HtmlSubmission(Facts, _Html):
    """One article handed in as HTML; needs the extra `web`."""


class UrlSubmission(Facts):
    """One article by the address of its page alone, which is fetched and read like `html`.

    Taken only where the installation allows it (`CONFLICT_RECORDS_FETCH_URLS`), and from public addresses.
    """

    url: Annotated[_Url, Field(description="Where the page is (http or https).")]


class Submission(Facts, _Text):
    """One article handed in. The text is taken exactly as it is; spans count its code points."""

    @property
    def is_english(self) -> bool:
        """Tell whether the text is to be read as English, which it is when nothing else is said."""
        return self.language is None or self.language.lower().split("-")[0] in {"en", "eng"}

    @property
    def day(self) -> date | None:
        """Return the day (in UTC) of the publication, if one is known."""
        if isinstance(self.published_at, datetime):
            return self.published_at.date()
        return self.published_at if isinstance(self.published_at, date) else None


KEYS = ("text", "html", *Facts.model_fields)
"""What an article may be given with: one of the first two, and the facts."""


def parse(values: Mapping[str, Any], *, max_text_bytes: int) -> Submission:
    """Return the article in `values`, or raise `InvalidInput` with a pointer to everything that is wrong."""
    try:
        submission = Submission.model_validate(values)
    except ValidationError as error:
        raise refusal(error) from error
    check_size(submission, max_text_bytes=max_text_bytes)
    return submission


def acceptable(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a page or a feed states of an article, without what no article can have; its text is not judged."""
    stated = {name: value for name, value in values.items() if value is not None}
    try:
        Submission.model_validate({"text": "-", **stated})
    except ValidationError as error:
        wrong = {fault["loc"][0] for fault in error.errors()} - {"text"}
        return {name: value for name, value in stated.items() if name not in wrong}
    return stated


def parse_html(values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the page in `values` and the facts given with it, or raise `InvalidInput` as `parse` does."""
    if "text" in values:
        detail = "cannot be given beside text"
        raise InvalidInput(f"html {detail}", (InputFault(detail, pointer="/html"),))
    try:
        page = HtmlSubmission.model_validate(values)
    except ValidationError as error:
        raise refusal(error) from error
    return page.html, page.model_dump(exclude={"html"}, exclude_none=True)


def parse_url(values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the address in `values` and all the facts given, or raise `InvalidInput` as `parse` does."""
    try:
        page = UrlSubmission.model_validate(values)
    except ValidationError as error:
        raise refusal(error) from error
    return page.url, page.model_dump(exclude_none=True)


def check_size(submission: Submission, *, max_text_bytes: int) -> None:
    """Refuse a text of more bytes of UTF-8 than `max_text_bytes`."""
    size = len(submission.text.encode())
    if size > max_text_bytes:
        detail = f"has {size:,} bytes; {max_text_bytes:,} are allowed"
        raise InvalidInput(f"text {detail}", (InputFault(detail, pointer="/text"),))


def refusal(error: ValidationError) -> InvalidInput:
    """Return what pydantic found wrong, each fault with its JSON pointer."""
    faults = tuple(InputFault(_detail(found), pointer=_pointer(found["loc"])) for found in error.errors())
    listed = "; ".join(f"{(fault.pointer or '/').removeprefix('/')} {fault.detail}" for fault in faults)
    return InvalidInput(listed, faults)


def _pointer(location: tuple[int | str, ...]) -> str:
    # The unions of a field add their branches to the place; only the key is the client's.
    key = str(location[0]) if location else ""
    return "/" + key.replace("~", "~0").replace("/", "~1") if location else ""


def _detail(found: Mapping[str, Any]) -> str:
    match found["type"]:
        case "missing":
            return "is required"
        case "extra_forbidden":
            return f"is not a key of an article; those are {', '.join(KEYS)}"
        case "string_unicode":
            return "holds a lone surrogate"
        case "string_type":
            return "is not a string"
        case "string_too_short":
            return "is empty"
        case "string_too_long":
            return f"is longer than {found['ctx']['max_length']:,} characters"
        case "string_pattern_mismatch":
            return "is no language tag like en or en-GB"
        case "value_error":
            return str(found["ctx"]["error"])
    return str(found["msg"])
