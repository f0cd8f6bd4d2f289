"""Mentions that refer to another one: other names in brackets, "the ministry", "the president", unknown names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from app.extraction.entities import known, sites
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.clusters import Cluster, Clusters, noun_of
from app.extraction.entities.heads import shapes
from app.extraction.entities.individuals import People, Person
from app.extraction.entities.known import Known
from app.extraction.entities.organisations import INSTITUTION
from app.extraction.entities.placing import World
from app.extraction.lexicon import load
from app.identity import fold
from app.vocabulary import Role

# Between a name and its other name ("Khankendi (known as Stepanakert", "Doctors Without Borders, also known as").
_ALIAS = re.compile(
    r"\s?(?:[(\[]|,? (?=also|formerly|previously|better|locally|commonly))"
    r"(?:(?:also|formerly|previously|better|locally|commonly|now|or) )*"
    r"(?:known |called |abbreviated )?(?:as |by )?(?:the )?[\"“'‘]?"
)
_LONGEST_BETWEEN = 40


def clusters(
    text: str, candidates: Sequence[Candidate], world: World, *, chronicle: frozenset[int] = frozenset()
) -> list[Cluster]:
    """Return the clusters; candidates that mean nobody and nowhere in particular are left out."""
    people, found = People(), Clusters(world, chronicle)
    rest = people.gather([c for c in candidates if c.form is not Form.HINT])
    referring = [candidate for candidate in rest if not found.settle(candidate)]
    others = {**_by_initials(found), **_other_names(text, candidates, found)}
    for candidate in sorted(referring, key=lambda c: " " not in c.name):  # full names first
        _refer(candidate, people, found, others)
    named = [c for c in found.by_key.values() if c.mentions]
    sites.locate(named)
    return named + [_of_person(person) for person in people.persons]


def _of_person(person: Person) -> Cluster:
    """Return the cluster of a person. The tables' role counts; else the first that a title or the words behind give."""
    cluster = Cluster(person.mentions, known=person.known, person=person)
    cluster.role = person.known.role if person.known is not None else None
    if cluster.role is None:
        roles = (m.role for m in sorted(person.mentions, key=lambda m: m.span) if m.role is not None)
        cluster.role = next((role for role in roles if role is not Role.UNK), None)
    return cluster


def _by_initials(found: Clusters) -> dict[str, Cluster]:
    """Return bodies and organisations of three words or more by their initials ("Iraqi security forces": ISF)."""
    initials: dict[str, Cluster | None] = {}
    for cluster in found.by_key.values():
        for mention in cluster.mentions:
            words = [word for word in mention.name.replace("-", " ").split() if word[0].isalpha()]
            if mention.form in (Form.BODY, Form.ORGANISATION, Form.KNOWN) and len(words) > 2 and not cluster.is_place:
                letters = "".join(word[0] for word in words).upper()
                initials[letters] = cluster if initials.get(letters, cluster) is cluster else None
    return {letters: cluster for letters, cluster in initials.items() if cluster is not None}


def _other_names(text: str, candidates: Sequence[Candidate], found: Clusters) -> dict[str, Cluster]:
    """Return clusters by the other names that the text gives them, folded; join clusters it says to be the same."""
    owner_of = {id(m): cluster for cluster in found.by_key.values() for m in cluster.mentions}
    names: dict[str, Cluster] = {}
    for first, second in pairwise(candidates):
        cluster, other = owner_of.get(id(first)), owner_of.get(id(second))
        if cluster is None or cluster is other or first.sentence != second.sentence:
            continue
        between = text[first.span.end : second.span.start]
        if len(between) > _LONGEST_BETWEEN or not _ALIAS.fullmatch(between):
            continue
        told = "known" in between or "called" in between
        if other is None and second.form in (Form.NAME, Form.TOWN, Form.KNOWN):
            if told or first.form is Form.TOWN or (second.name.isupper() and len(second.name) > 1):
                names[fold(second.name)] = cluster
        elif other is not None and told and _may_be_same(cluster, other):
            if len(other.mentions) > len(cluster.mentions):
                cluster, other = other, cluster  # the smaller moves, so that chains of names stay linear
            cluster.known, cluster.place = cluster.known or other.known, cluster.place or other.place
            for mention in other.mentions:
                owner_of[id(mention)] = cluster
            cluster.mentions += other.mentions
            other.mentions = []
    return names


def _may_be_same(cluster: Cluster, other: Cluster) -> bool:
    """Tell whether two clusters can be one: both places or neither, and the tables do not know both."""
    if cluster.is_place != other.is_place:
        return False
    return (cluster.known is None or other.known is None) and (cluster.place is None or other.place is None)


def _refer(candidate: Candidate, people: People, found: Clusters, others: dict[str, Cluster]) -> None:
    """Put a mention that needs another one beside what it refers to, or leave it out."""
    if candidate.form is Form.OFFICE:
        _office(candidate, people, found)
    elif candidate.form is Form.BODY:
        _ownerless(candidate, found)
    elif candidate.form is Form.GROUP:
        _people(candidate, found)
    else:
        cluster = (
            others.get(candidate.name)
            or others.get(fold(candidate.name))
            or found.by_key.get(f"name:{fold(candidate.name)}")
        )
        if cluster is None and candidate.known is not None:
            cluster = found.by_key.get(candidate.known.key)
        if cluster is not None and cluster.mentions:
            cluster.mentions.append(candidate)
        elif people.refer(candidate):
            pass
        elif candidate.form is not Form.KNOWN:
            _unknown(candidate, people, found)


def _unknown(candidate: Candidate, people: People, found: Clusters) -> None:
    """Decide what a name of no table is: a place after "in", a person or acronym that acts; else nothing."""
    words = candidate.name.split()
    if any(word.lower() in known.ordinary() for word in words):
        return
    is_named = candidate.form is Form.NAME
    if (candidate.located or candidate.around is not None) and len(words) <= 4 and not candidate.name.isupper():
        cluster = found.add(f"name:{fold(candidate.name)}", candidate)
        cluster.is_place = True
        if candidate.around is not None and cluster.parent is None:
            cluster.parent = found.world.sense(candidate.around)
    elif (is_named and _may_be_full_name(words)) or (candidate.kind is not None and len(words) > 1):
        people.add(candidate)
    elif is_named and candidate.acts and candidate.name.isupper() and len(candidate.name) > 2:
        found.add(f"name:{fold(candidate.name)}", candidate, candidate.role or Role.UNK)


def _may_be_full_name(words: Sequence[str]) -> bool:
    """Tell whether unknown capitalised words are most likely somebody's first name and surname."""
    if len(words) not in {2, 3} or words[0].lower() in shapes("things", "no_first_names"):
        return False
    return not any(word.isupper() or word.lower() in shapes("things", "never") for word in words)


def _office(candidate: Candidate, people: People, found: Clusters) -> None:
    person = people.holder(candidate)
    if person is not None:
        person.add(candidate)
    elif candidate.sure and candidate.owner is not None and candidate.owner.place is not None:
        found.add(f"name:{fold(candidate.owner.name)} {candidate.kind}", candidate, candidate.role)


def _ownerless(candidate: Candidate, found: Clusters) -> None:
    """Give a body without an owner ("the ministry") to the only one of its kind in the text, else to itself."""
    kind = candidate.kind or ""
    if candidate.name.lower().endswith("authorities"):
        kind = "authorities"
    if kind == "government" and len(found.separatist) == 1 and _is_separatist(candidate):
        next(iter(found.separatist.values())).mentions.append(candidate)
        return
    same = found.kinds.get(kind)
    if same is not None and same.clusters and _may_be_named_before(candidate):
        only = next(iter(same.clusters.values()))
        if len(same.clusters) == 1 and (_starts_before(only, candidate) or found.world.is_foremost(_owner(only))):
            only.mentions.append(candidate)
            return
        near = [c for c in same.clusters.values() if _stands_before(same.first_in, candidate, c)]
        if len(same.clusters) > 1 and len(near) == 1:
            near[0].mentions.append(candidate)
            return
    if kind != "ministry" and not kind.startswith(INSTITUTION):
        found.add(f"local:{kind}", candidate, candidate.role)


def _is_separatist(candidate: Candidate) -> bool:
    words = set(candidate.name.lower().split())
    return bool(words & {"separatist", "breakaway", "unrecognised", "unrecognized", "self-proclaimed", "self-declared"})


def _may_be_named_before(candidate: Candidate) -> bool:
    """Tell whether no word before the noun makes the body another one ("foreign peacekeepers")."""
    name, kind = candidate.name.lower(), candidate.kind or ""
    first_words = name.removesuffix(kind).split() if name.endswith(kind) else name.split()[:-1]
    return all(word in load("bodies")["usage"]["same"] for word in first_words)


def _starts_before(cluster: Cluster, candidate: Candidate) -> bool:
    return cluster.mentions[0].span < candidate.span


def _stands_before(first_in: dict[tuple[int, int], int], candidate: Candidate, cluster: Cluster) -> bool:
    """Tell whether a cluster is mentioned in the candidate's paragraph before it."""
    return first_in.get((candidate.paragraph, id(cluster)), candidate.span.start) < candidate.span.start


def _owner(cluster: Cluster) -> Known | None:
    return cluster.known or cluster.mentions[0].owner


def _people(candidate: Candidate, found: Clusters) -> None:
    """Give "the separatists" to the only such authorities, "the soldiers" to the only soldiers said to be someone's."""
    if candidate.role is Role.PRE and len(found.separatist) == 1:
        next(iter(found.separatist.values())).mentions.append(candidate)
        return
    noun = noun_of(candidate)
    same = found.kinds.get(noun)
    if same is not None and len(same.clusters) == 1 and f"local:{noun}" not in found.by_key:
        next(iter(same.clusters.values())).mentions.append(candidate)
    else:
        found.group(candidate)


def names_used(mentions: Iterable[Candidate], *, of_state: bool = False) -> list[str]:
    """Return the names the text uses, the first first: no descriptions, and no capital for its state."""
    named = [Form.KNOWN, Form.PLACE, Form.PERSON, Form.ORGANISATION, Form.NAME, Form.BODY]
    if not of_state:
        named.append(Form.TOWN)
    return list(
        dict.fromkeys(
            m.name
            for m in sorted(mentions, key=lambda m: m.span)
            if m.form in named
            and (m.form is not Form.BODY or m.owner is not None)
            and m.name not in known.weak()
            and m.name not in known.generic()
        )
    )
