"""Made stores to export: one of several pages, one of tens of pages, one of hostile texts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.storage import positions, tables
from app.storage.database import Database
from tests.queries import corpus
from tests.queries.corpus import Said

HOSTILE = (
    "=HYPERLINK(\"https://example.org\",\"x\")",
    "+1 said so",
    "-2 soldiers",
    "@SUM(A1)",
    "\ttabbed",
    "\rreturned",
    "\nbroken\r\nlines",
    "＝1+1",
    'quotes " and, commas; and semicolons',
    "<script>alert(1)</script> & ]]> &amp; <!-- x",
    "controls \x01\x08\x0b\x1f\x7f and \ufffe\uffff",
    "separators \u2028\u2029\x85 here",
    "right-to-left \u202e and 🕊 and e\u0301",
    "'apostrophe",
    "a very long one " * 40,
)  # fmt: skip
"""Contents of claims that break careless writers."""

_RING = (1 << positions.BITS) - 1


def fill_large(opened: Database) -> None:
    """Store 2,310 claims and 1,155 figures, many of them of one moment, some undated."""
    for number in range(11):
        said = [
            one
            for index in range(105)
            for one in (
                Said(f"{index} people left", speaker=(corpus.MALI, corpus.FIJI)[index % 2], place=corpus.KHANKENDI,
                     figure=f"{index} people", value=index, since=date(2023, 9, 1), until=date(2023, 9, 2)),
                Said(f"nobody knew {index}", target=corpus.ARMENIA, place=(None, corpus.KARABAKH)[index % 2]),
            )
        ]  # fmt: skip
        published_at = (None, date(2023, 9, 19), datetime(2023, 9, 1, 8, tzinfo=UTC) + timedelta(days=number))[
            number % 3
        ]
        url = f"https://example.org/{number}?a=1&b=2"
        corpus.submit(opened, said, url=url, publisher=("Cnews Live", None)[number % 2], published_at=published_at)


def fill_hostile(opened: Database) -> None:
    """Store one claim of each hostile text, with a figure."""
    said = [Said(text, speaker=corpus.MALI, figure=text[:2], value=-2.5) for text in HOSTILE]
    corpus.submit(
        opened, said, url="https://example.org/h", publisher="=Paper & Sons\x02", published_at=date(2023, 9, 19)
    )


def fill_wide(opened: Database) -> None:
    """Store what the large store has, its claims again and again: the list of all has more than 57,000."""
    fill_large(opened)
    names = ", ".join(f'"{column.name}"' for column in tables.claims.columns if column.name not in {"id", "position"})
    with opened.write() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO claims (id, position, {names})"  # noqa: S608 - names of columns
            " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 24)"
            f" SELECT (id - i * 104729) & {positions.LAST},"
            f" (position & ~{_RING}) | ((position + i * 699053) & {_RING}), {names} FROM claims, n WHERE true"
            " ON CONFLICT DO NOTHING"
        )
