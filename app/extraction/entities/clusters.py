"""Mentions of one actor or place, brought together by what their own words say: names, owners and kinds."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.extraction.entities import gazetteer, heads, known, organisations, placing
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.gazetteer import Place
from app.extraction.entities.individuals import Person
from app.extraction.entities.known import Known, Sort
from app.extraction.entities.placing import World
from app.extraction.grammar.wording import words_of
from app.extraction.lexicon import load
from app.identity import fold
from app.vocabulary import Role


@dataclass(eq=False)
class Cluster:
    """Mentions of one actor or place."""

    mentions: list[Candidate]
    key: str | None = None
    known: Known | None = None
    place: Place | None = None
    person: Person | None = None
    role: Role | None = None
    is_place: bool = False
    parent: Place | None = None  # the place in whose name it is named, or that lies around it
    is_division: bool = False  # a province or the like: larger than the town it is named after

    @property
    def first(self) -> Candidate:
        """Return the mention that comes first."""
        return min(self.mentions, key=lambda c: c.span)


@dataclass(eq=False)
class _Kind:
    """The owned bodies of one kind, or the owned groups of one noun: for "the ministry", "the soldiers"."""

    clusters: dict[int, Cluster] = field(default_factory=dict)
    first_in: dict[tuple[int, int], int] = field(default_factory=dict)  # by paragraph and cluster: the first start


class Clusters:
    """The clusters of a text as they grow. `chronicle` holds the numbers of paragraphs that tell one event each."""

    def __init__(self, world: World, chronicle: frozenset[int]) -> None:
        """Start empty."""
        self.world = world
        self.chronicle = chronicle
        self.by_key: dict[str, Cluster] = {}
        self.kinds: dict[str, _Kind] = {}
        self.separatist: dict[int, Cluster] = {}

    def add(self, key: str, mention: Candidate, role: Role | None = None) -> Cluster:
        """Put a mention into the cluster with `key`."""
        cluster = self.by_key.get(key)
        if cluster is None:
            cluster = self.by_key[key] = Cluster([], key)
        cluster.mentions.append(mention)
        cluster.role = cluster.role or role
        return cluster

    def settle(self, candidate: Candidate) -> bool:
        """Put a mention whose meaning needs no other mention into its cluster; tell whether that could be done."""
        form = candidate.form
        if form is Form.KNOWN and candidate.known is not None:
            return self._known(candidate, candidate.known)
        if form is Form.ORGANISATION:
            cluster = self.add(f"name:{fold(_without_owner(candidate))}", candidate, candidate.role)
            self._register_institution(cluster, candidate)
        elif form is Form.PLACE:
            self._shaped_place(candidate)
        elif form is Form.TOWN:
            return self._town(candidate)
        elif form not in (Form.BODY, Form.GROUP):
            return False
        elif candidate.local:
            one = candidate.kind == "coalition"  # whoever leads it
            self.add(f"local:{candidate.kind if one else fold(candidate.name)}", candidate, candidate.role)
        elif form is Form.BODY and candidate.owner is not None:
            self._body(candidate, candidate.owner)
        elif form is Form.GROUP and (candidate.owner is not None or not is_bare(candidate)):
            self.group(candidate)
        elif candidate.paragraph in self.chronicle and is_bare(candidate) and noun_of(candidate) in _event_bound():
            self.add(f"local:{noun_of(candidate)}/{candidate.paragraph}", candidate, candidate.role)
        else:
            return False
        return True

    def _known(self, candidate: Candidate, what: Known) -> bool:
        if candidate.name in known.weak():
            return False
        if candidate.name in known.generic() and not self.world.is_about(what.iso3):
            self.add(f"name:{fold(candidate.name)}", candidate, what.role)
            return True
        place = self.world.sense(what)
        key = place.key if place is not None and what.sort is Sort.PLACE else what.key
        cluster = self.add(people_key(what) if what.sort is Sort.PEOPLE else key, candidate, what.role)
        cluster.known = what if place is None or place is what.place else known.place(place)
        cluster.place = place if what.sort is Sort.PLACE else None
        cluster.is_place = cluster.place is not None
        if what.sort is Sort.ACTOR:
            self._register_institution(cluster, candidate)
        if what.body is not None:
            self._register(what.body.partition("/")[2], cluster, candidate)
        return True

    def _body(self, candidate: Candidate, owner: Known) -> None:
        place = self.world.sense(owner)
        name = place.name if place is not None else owner.name
        state = place.state if place is not None else None
        what = known.by_body().get(f"{state or name}/{candidate.kind}")
        key = what.key if what is not None else f"name:{fold(name)} {candidate.kind}"
        cluster = self.add(key, candidate, candidate.role)
        cluster.known = cluster.known or what
        if candidate.towns and cluster.parent is None:
            cluster.parent = self.world.choose(candidate.towns, (), sure=True)
        kind = candidate.kind or ""
        self._register(kind, cluster, candidate)
        if kind.endswith(" ministry"):
            self._register("ministry", cluster, candidate)
        if candidate.role is Role.PRE:
            self.separatist[id(cluster)] = cluster

    def group(self, candidate: Candidate) -> None:
        """Put people of a kind together: by whose they are and the noun, or by their whole description."""
        noun, owner = noun_of(candidate), candidate.owner
        people = known.names().at((noun,), 0)
        if people is not None and people[1].sort is Sort.PEOPLE:
            key = people_key(people[1])  # "ethnic Armenians", "Karabakh Armenians"
        elif owner is None:
            key = f"local:{noun if is_bare(candidate) else fold(candidate.name)}"
        elif noun == "population" or (owner.sort is Sort.PLACE and noun == "people"):
            key = people_key(owner)
        else:
            key = f"local:{fold(owner.name)} {noun}"
        cluster = self.add(key, candidate, candidate.role)
        if owner is not None:
            self._register(noun, cluster, candidate)

    def _register(self, kind: str, cluster: Cluster, candidate: Candidate) -> None:
        """Note that a mention names an owned body or group of `kind`."""
        found = self.kinds.setdefault(kind, _Kind())
        found.clusters[id(cluster)] = cluster
        found.first_in.setdefault((candidate.paragraph, id(cluster)), candidate.span.start)

    def _register_institution(self, cluster: Cluster, candidate: Candidate) -> None:
        kind = organisations.institution_of(candidate.name)
        if kind is not None:
            self._register(kind, cluster, candidate)

    def _shaped_place(self, candidate: Candidate) -> None:
        owner = candidate.owner
        place = self.world.sense(owner) if owner is not None else None
        if place is not None and placing.is_named_after(candidate):
            self._put(place, candidate)
            return
        behind = [candidate.around] if candidate.around is not None else []
        options = [option for option in candidate.towns if option.is_division]
        if options:
            division = self.world.choose(options, behind, sure=True)
            if division is not None:
                self._put(division, candidate)
                return
        cluster = self.add(f"name:{_with_short_direction(fold(candidate.name))}", candidate)
        cluster.is_place = True
        cluster.is_division = candidate.name.split()[-1].lower() in heads.shapes("places", "divisions")
        if cluster.parent is None:
            cluster.parent = place or self.world.choose(candidate.towns, behind, sure=True)
        if cluster.parent is None and behind:
            cluster.parent = self.world.sense(behind[0])

    def _town(self, candidate: Candidate) -> bool:
        behind = [candidate.around] if candidate.around is not None else []
        place = self.world.choose(candidate.towns, behind, sure=candidate.sure, opens=candidate.weakly)
        state = placing.capitals().get(fold(candidate.name))
        if state is not None and candidate.acts and not candidate.located and self.world.states[state] > 1:
            place = gazetteer.states()[state]  # "Moscow said": the state
        if place is None:
            return False
        cluster = self._put(place, candidate)
        region = self.world.sense(behind[0]) if behind else None
        if region is not None and region.is_division and not placing.lies_in(place, region):
            region = None
        if cluster.parent is None and region is not None and region.state is None and region.key != place.key:
            cluster.parent = region  # "Goma, North Kivu"
        return True

    def _put(self, place: Place, candidate: Candidate) -> Cluster:
        cluster = self.add(place.key, candidate, place.role)
        cluster.place, cluster.is_place = place, True
        cluster.known = cluster.known or known.place(place)
        return cluster


def people_key(what: Known) -> str:
    """Return the key of a people: that of its state or region if any ("Armenians" are the "Armenian population")."""
    return f"name:people of {fold(what.place.name)}" if what.place is not None else what.key


def _without_owner(candidate: Candidate) -> str:
    """Return an organisation's name without the state before it ("Saudi Arabia's | Civil Defense Authority")."""
    before, owned, after = candidate.name.partition("'s ")
    if owned and candidate.owner is not None and " " in after:
        hit = known.names().at(words_of(before), 0)
        if hit is not None and hit[0] == len(words_of(before)):
            return after
    return candidate.name


def is_bare(candidate: Candidate) -> bool:
    """Tell whether a description is its noun alone."""
    return fold(candidate.name) == candidate.kind


def noun_of(candidate: Candidate) -> str:
    """Return the noun of a group, one for those that mean the same."""
    noun = candidate.kind or ""
    same: dict[str, str] = load("groups")["synonyms"]
    return same.get(noun, noun)


def _event_bound() -> list[str]:
    nouns: list[str] = load("groups")["event_bound"]["nouns"]
    return nouns


def _with_short_direction(name: str) -> str:
    """Return a folded place name with the direction before it in its short form ("north-eastern Syria")."""
    first, _, rest = name.partition(" ")
    short = first.replace("-", "").removesuffix("ern")
    return f"{short} {rest}" if rest and short in heads.shapes("places", "parts") else name
