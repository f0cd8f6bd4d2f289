"""Which mentions mean the same actor or place, and which one of the world it is."""

from __future__ import annotations

from collections.abc import Sequence

from app.extraction.entities import coreference, gazetteer, placing
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.clusters import Cluster
from app.extraction.entities.known import Sort
from app.extraction.paragraphs import Paragraph
from app.extraction.reading import Entity
from app.identity import fold
from app.vocabulary import EntityKind, Role

# Roles of those that act for their state: what they say counts as said by it too.
_OF_STATES = frozenset([Role.GOV, Role.MIL, Role.COP, Role.SPY, Role.JUD, Role.LEG])


def resolve(text: str, page: Sequence[Paragraph], candidates: Sequence[Candidate]) -> tuple[Entity, ...]:
    """Return the entities in the order of their first mention; no two mentions overlap.

    A larger place around a place, or the state an office or force acts for, that the text does not name hangs on
    `within` alone: it is not in the result. In
    dated paragraphs, each its own event, "protesters" or "police" are others in each, unless all is about one state.
    """
    world = placing.World.of(candidates)
    chronicle = frozenset(i for i, paragraph in enumerate(page) if paragraph.day is not None)
    if world.is_about_one_state():
        chronicle = frozenset()
    found = coreference.clusters(text, candidates, world, chronicle=chronicle)
    found.sort(key=lambda cluster: cluster.first.span)
    return tuple(_Maker(_one_for_each_key(found), world).entities())


def _one_for_each_key(found: Sequence[Cluster]) -> list[Cluster]:
    """Return the clusters, those with equal keys as one: different rules may come to the same name."""
    by_key: dict[str, Cluster] = {}
    for cluster in found:
        first = by_key.setdefault(_key(cluster), cluster)
        if first is not cluster:
            first.mentions = first.mentions + cluster.mentions
    return list(by_key.values())


class _Maker:
    """Makes the entities of a text, and the places around them once each."""

    def __init__(self, found: Sequence[Cluster], world: placing.World) -> None:
        self.found = found
        self.world = world
        self.by_place = {cluster.place.key: cluster for cluster in found if cluster.place is not None}
        self.made: dict[int, Entity] = {}
        self.around: dict[str, Entity] = {}

    def entities(self) -> list[Entity]:
        """Return the entities, in the order of the clusters."""
        return [self._entity(cluster) for cluster in self.found]

    def _entity(self, cluster: Cluster) -> Entity:
        if id(cluster) not in self.made:
            self.made[id(cluster)] = self._make(cluster)
        return self.made[id(cluster)]

    def _make(self, cluster: Cluster) -> Entity:
        place, parent, what = cluster.place, cluster.parent, cluster.known
        used, name, key = _names_used(cluster), _name(cluster), _key(cluster)
        kinds = _kinds(cluster)
        at = place.at if place is not None else (parent.at if parent is not None and parent.is_small else None)
        known_as = (what.aliases if what is not None else ()) + (place.aliases if place is not None else ())
        if place is not None:
            known_as = (place.name, *known_as)
        aliases = () if key.startswith("local:") else tuple(dict.fromkeys(a for a in (*used, *known_as) if a != name))
        iso3, role = self._state(cluster), _role(cluster) if EntityKind.ACTOR in kinds else None
        larger = _state_key(iso3) if kinds == {EntityKind.ACTOR} and role in _OF_STATES else _larger_key(cluster)
        return Entity(
            key=key,
            name=name,
            kinds=kinds,
            mentions=tuple(sorted({c.span for c in cluster.mentions})),
            role=role,
            iso3=iso3,
            wikidata=place.wikidata if place is not None else (what.wikidata if what is not None else None),
            geonames=place.geonames if place is not None else None,
            lat=at[0] if at is not None else None,
            lon=at[1] if at is not None else None,
            aliases=aliases,
            within=self._larger(larger, cluster),
        )

    def _larger(self, key: str | None, of: Cluster) -> Entity | None:
        """Return the entity of the place or state with `key`: the text's own when it names it."""
        if key is None:
            return None
        if key in self.by_place and self.by_place[key] is not of:
            return self._entity(self.by_place[key])
        if key not in self.around:
            place = gazetteer.by_key().get(key) or next(
                (c.parent for c in self.found if c.parent and c.parent.key == key), None
            )
            if place is None:
                return None
            self.around[key] = Entity(
                key=place.key,
                name=place.name,
                kinds=frozenset([EntityKind.PLACE]),
                mentions=(),
                iso3=place.state,
                wikidata=place.wikidata,
                geonames=place.geonames,
                lat=place.at[0] if place.at else None,
                lon=place.at[1] if place.at else None,
                aliases=tuple(a for a in place.aliases if a != place.name),
                within=self._larger(place.within, of),
            )
        return self.around[key]

    def _state(self, cluster: Cluster) -> str | None:
        """Return the state (alpha-3 code) of a state itself, of its bodies, officials and people; of no other place."""
        if cluster.is_place:
            return cluster.place.state if cluster.place is not None else None
        if cluster.known is not None and cluster.known.iso3 is not None:
            return cluster.known.iso3
        if any("ethnic" in mention.name.lower().split() for mention in cluster.mentions):
            return None  # a people, wherever it lives, is no state's
        for mention in cluster.mentions:
            if mention.owner is not None:
                place = self.world.sense(mention.owner)
                state = place.state if place is not None else mention.owner.iso3
                if state is not None:
                    return state
        return None


def _state_key(iso3: str | None) -> str | None:
    state = gazetteer.states().get(iso3 or "")
    return state.key if state is not None else None


def _larger_key(cluster: Cluster) -> str | None:
    """Return the key of the place around a place: the tables', or the region that the text names behind a town."""
    place, parent = cluster.place, cluster.parent
    if place is None:
        is_capital = parent is not None and parent.is_town and cluster.is_division
        return None if parent is None else (parent.within if is_capital else parent.key)
    in_state = gazetteer.by_key().get(place.within or "")
    if parent is not None and in_state is not None and in_state.state is not None and parent.country == place.country:
        return parent.key
    return place.within


def _names_used(cluster: Cluster) -> list[str]:
    is_state = cluster.place is not None and cluster.place.state is not None
    return coreference.names_used(cluster.mentions, of_state=is_state)


def _name(cluster: Cluster) -> str:
    """Return the name to show: the tables' for what they know (towns as the text writes them), else one used."""
    used = _names_used(cluster)
    if cluster.place is not None:
        if cluster.place.is_division and used:
            return used[0]
        if cluster.place.is_town and cluster.place.key not in gazetteer.by_key() and used:
            return cluster.place.name if used[0].isupper() else used[0]
        return cluster.place.name
    if cluster.known is not None and cluster.known.sort is not Sort.PEOPLE:
        return cluster.known.name
    if cluster.person is not None and used:
        return max((m.name for m in cluster.mentions if m.form is not Form.OFFICE), key=len, default=used[0])
    return used[0] if used else cluster.first.name


def _key(cluster: Cluster) -> str:
    if cluster.key is None:
        return cluster.known.key if cluster.known is not None else f"name:{fold(_name(cluster))}"
    if cluster.key.startswith("name:people of ") and all(m.form is Form.GROUP for m in cluster.mentions):
        return f"local:{fold(_name(cluster))}"  # "ethnic Armenians" of one region are not those of another
    return cluster.key


def _kinds(cluster: Cluster) -> frozenset[EntityKind]:
    """Return what an entity is. A place acts if it has authorities that can and some mention says so."""
    mentions = cluster.mentions
    located = any(c.located for c in mentions)
    if not cluster.is_place:
        return frozenset([EntityKind.ACTOR, EntityKind.PLACE] if located else [EntityKind.ACTOR])
    can_act = cluster.place is not None and cluster.place.role is not None
    acts = can_act and any(c.acts for c in mentions)
    if can_act and not acts and not located:
        acts = not all(c.weakly for c in mentions)
    if acts and located:
        return frozenset([EntityKind.ACTOR, EntityKind.PLACE])
    return frozenset([EntityKind.ACTOR if acts else EntityKind.PLACE])


def _role(cluster: Cluster) -> Role | None:
    if cluster.place is not None and cluster.place.role is not None:
        return cluster.place.role
    return cluster.role
