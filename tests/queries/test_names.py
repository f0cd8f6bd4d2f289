"""Names mean entities by id, name, alias, code or QID, however they are spelt, and never by a part of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app import identity
from app.queries import names
from app.queries.claims import ClaimListing
from app.queries.figures import FigureListing
from app.queries.sql import Sql
from app.storage.database import Database
from app.storage.reading import through
from app.storage.tables import entities


@pytest.mark.parametrize(
    ("values", "meant"),
    [
        (["Azerbaijan"], {"Azerbaijan"}),
        (["azerbaijan"], {"Azerbaijan"}),
        ([" AZERBAIJAN "], {"Azerbaijan"}),
        (["Azerbaĳan"], {"Azerbaijan"}),
        (["AZE"], {"Azerbaijan"}),
        (["aze"], {"Azerbaijan"}),
        (["Q227"], {"Azerbaijan"}),
        (["Stepanakert"], {"Khankendi"}),
        (["Xankəndi"], {"Khankendi"}),
        (["Xankendi"], set()),
        (["Nagorno–Karabakh"], {"Nagorno-Karabakh"}),
        (["Mali"], {"Mali"}),
        (["mali", "SOM", "Mali"], {"Mali", "Somalia"}),
        (["omali"], set()),
        (["Azerbaijani"], set()),
        (["%"], set()),
        (["' OR 1=1 --"], set()),
        (["ent_0000000000000"], set()),
        (["Atlantis", "Fiji"], {"Fiji"}),
    ],
)
def test_a_name_means(made: Database, values: list[str], meant: set[str]) -> None:
    with made.read() as connection:
        numbers = names.meant(through(connection), values)
        assert isinstance(numbers, list)
        found = connection.execute(select(entities.c.name).where(entities.c.number.in_(numbers)))
        assert set(found.scalars()) == meant


def test_an_id_means_its_entity(made: Database) -> None:
    with made.read() as connection:
        fiji = connection.execute(select(entities.c.id, entities.c.number).where(entities.c.name == "Fiji")).one()
        assert names.meant(through(connection), [identity.public("ent", fiji.id)]) == [fiji.number]


def test_a_name_of_very_many_entities_means_them_all(made: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    values = ["Mali", "Fiji", "Stepanakert"]
    with made.read() as connection:
        few = names.meant(through(connection), values)
        monkeypatch.setattr(names, "_MANY", 1)
        many = names.meant(through(connection), values)
        assert isinstance(few, list)
        assert isinstance(many, Sql)
        assert sorted(row[0] for row in through(connection)(many.text, many.values)) == sorted(few)
        for listing in (
            ClaimListing(actor=tuple(values)),
            FigureListing(place=tuple(values)),
            ClaimListing(q="a", actor=tuple(values)),
        ):
            found = listing.page(connection)
            monkeypatch.setattr(names, "_MANY", 100)
            assert found == listing.page(connection)
            monkeypatch.setattr(names, "_MANY", 1)
