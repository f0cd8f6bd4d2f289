"""Names mean entities by id, name, alias, code or QID, however they are spelt, and never by a part of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app import identity
from app.queries import names
from app.storage.database import Database
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
        found = connection.execute(select(entities.c.name).where(entities.c.id.in_(names.meant(connection, values))))
        assert set(found.scalars()) == meant


def test_an_id_means_its_entity(made: Database) -> None:
    with made.read() as connection:
        number = connection.execute(select(entities.c.id).where(entities.c.name == "Fiji")).scalar_one()
        assert names.meant(connection, [identity.public("ent", number)]) == [number]


def test_the_rarest_has_the_fewest_records(made: Database) -> None:
    with made.read() as connection:
        counts = dict(connection.execute(select(entities.c.id, entities.c.claims)).all())
        rarest = names.rarest(connection, list(counts), counted="claims")
        assert rarest is not None
        assert counts[rarest] == min(counts.values()) < max(counts.values())
        assert names.rarest(connection, [1], counted="claims") is None


def test_a_name_of_very_many_entities_means_them_all(made: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    values = ["Mali", "Fiji", "Stepanakert"]
    with made.read() as connection:
        few = names.meant(connection, values)
        monkeypatch.setattr(names, "_MANY", 1)
        many = names.meant(connection, values)
        assert not isinstance(many, list)
        assert sorted(connection.execute(many).scalars()) == few
