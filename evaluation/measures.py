"""What is right in the records of one article: entities, claims and figures against their labels.

A label and a record are JSON objects. Labels name entities by a key of their own, records by an id; the entities are
paired first, and say from then on which key is which id. What is labelled `optional` counts neither way.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import asin, cos, radians, sin, sqrt
from typing import Any

from evaluation.counting import Counted, pairs, reach, shared

LEAST_SHARED = 0.5
"""The same claim has this much of its content in common with its label; the same entity of its mentions."""

NEAR = 161.0
"""Kilometres (100 miles) within which a place counts as found: the usual measure of geoparsing."""

_EARTH = 6371.0  # mean radius in kilometres

Json = dict[str, Any]


def count(label: Json, article: Json, counted: Counted) -> None:
    """Count what is right in the records of `article`, as `POST /v1/extract` gives it, against `label`."""
    _Article(label, article, counted).count()


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance of two points given as degrees north and east, along a great circle."""
    north_a, east_a, north_b, east_b = map(radians, (*a, *b))
    half = sin((north_b - north_a) / 2) ** 2 + cos(north_a) * cos(north_b) * sin((east_b - east_a) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(half))


class _Article:
    def __init__(self, label: Json, article: Json, counted: Counted) -> None:
        self.label = label
        self.article = article
        self.counted = counted
        self.id_of = self._same_entities()

    def count(self) -> None:
        self._offsets()
        self._entities()
        self._claims()
        self._figures()

    def _note(self, what: str) -> None:
        self.counted.errors.append(f"{self.label['id']}: {what}")

    def _offsets(self) -> None:
        text = self.label["text"]
        for span in _spans(self.article):
            if text[span["start"] : span["end"]] != span["text"]:
                self.counted.add("offsets_wrong", 1, 0, 0)
                self._note(f"{reach(span)} does not read {span['text']!r}")

    def _same_entities(self) -> dict[str, str]:
        def alike(label: Json, record: Json) -> float:
            labelled = [(start, end) for start, end in label["mentions"]]
            found = [reach(mention) for mention in record["mentions"]]
            same = len(pairs(labelled, found, lambda a, b: float(shared(a, b) > 0)))
            return 2 * same / (len(labelled) + len(found))

        labels, records = self.label["entities"], self.article["entities"]
        found = pairs(labels, records, alike)
        return {labels[i]["key"]: records[j]["id"] for i, j in found if alike(labels[i], records[j]) >= LEAST_SHARED}

    def _entities(self) -> None:
        records = {record["id"]: record for record in self.article["entities"]}
        optional = {self.id_of.get(label["key"]) for label in self.label["entities"] if label.get("optional")}
        labels = [label for label in self.label["entities"] if not label.get("optional")]
        for kind in ("actor", "place"):
            labelled = [label for label in labels if kind in label["kinds"]]
            found = [record for record in records.values() if kind in record["kinds"] and record["id"] not in optional]
            right = [
                label
                for label in labelled
                if label["key"] in self.id_of and kind in records[self.id_of[label["key"]]]["kinds"]
            ]
            self.counted.add(f"{kind}s", len(right), len(labelled), len(found))
            hit = {self.id_of[label["key"]] for label in right}
            for label in labelled:
                if label not in right:
                    self._note(f"{kind} missed: {label['name']}")
            for record in found:
                if record["id"] not in hit:
                    self._note(f"{kind} invented: {record['name']}")
        for label in labels:
            if label["key"] in self.id_of:
                self._entity(label, records[self.id_of[label["key"]]])

    def _entity(self, label: Json, record: Json) -> None:
        for field in ("wikidata", "iso3", "role"):
            if label.get(field):
                self.counted.judge(f"entity_{field}", right=record[field] == label[field])
        if label.get("lat") is not None:
            near = (
                record["lat"] is not None
                and kilometres((label["lat"], label["lon"]), (record["lat"], record["lon"])) <= NEAR
            )
            self.counted.judge("place_within_161km", right=near)
            if not near:
                self._note(f"place not near: {label['name']} at {record['lat']}, {record['lon']}")

    def _is(self, key: str | None, id_: str | None) -> bool:
        return key is not None and id_ is not None and self.id_of.get(key) == id_

    def _same_speaker(self, label: Json, record: Json) -> bool:
        said, found = label.get("speaker"), record["speaker"]
        if said is None or found is None:
            return said is found
        return self._is(said.get("entity"), found["entity_id"]) or shared(reach(said), reach(found)) > 0

    def _claims(self) -> None:
        def alike(label: Json, record: Json) -> float:
            likeness = shared(reach(label), reach(record))
            return likeness if likeness >= LEAST_SHARED else 0.0

        labels, records = self.label["claims"], self.article["claims"]
        partner = dict(pairs(labels, records, alike))
        optional = {partner[i] for i in partner if labels[i].get("optional")}
        for name in ("attributed", "narrator"):  # implicit claims have no source either: they count with the latter
            attributed = name == "attributed"
            labelled = [i for i in range(len(labels)) if _of(labels[i]) is attributed and not labels[i].get("optional")]
            found = [j for j in range(len(records)) if _of(records[j]) is attributed and j not in optional]
            right = [i for i in labelled if partner.get(i) in found]
            strict = sum(
                _typed(labels[i], records[partner[i]]) and self._same_speaker(labels[i], records[partner[i]])
                for i in right
            )
            self.counted.add(f"claims_{name}", len(right), len(labelled), len(found))
            self.counted.add(f"claims_{name}_strict", strict, len(labelled), len(found))
            for i in labelled:
                if i not in right:
                    self._note(f"{name} claim missed: [{labels[i]['type']}] {self._text(labels[i])!r}")
            for j in found:
                if j not in {partner[i] for i in right}:
                    self._note(f"{name} claim invented: [{records[j]['type']}] {records[j]['text']!r}")
        for i, j in partner.items():
            if not labels[i].get("optional"):
                self._claim(labels[i], records[j])

    def _claim(self, label: Json, record: Json) -> None:
        self.counted.judge("claim_type", right=_typed(label, record))
        if not _typed(label, record):
            self._note(f"claim type {record['type']} should be {label['type']}: {record['text']!r}")
        if _of(label):
            self.counted.judge("claim_speaker", right=self._same_speaker(label, record))
            if not self._same_speaker(label, record):
                said = (record["speaker"] or {}).get("text")
                self._note(f"speaker {said!r} should be {self._text(label['speaker'])!r}: {record['text']!r}")
        for field in ("targets", "places"):
            keys, ids = label.get(field, []), [reference["entity_id"] for reference in record[field]]
            right = sum(any(self._is(key, id_) for id_ in ids) for key in keys)
            self.counted.add(f"claim_{field}", right, len(keys), len(ids))
        for field in ("negated", "quoted"):
            if field in label:
                self.counted.judge(f"claim_{field}", right=record[field] == label[field])

    def _figures(self) -> None:
        def alike(label: Json, record: Json) -> float:
            same = (label.get("low"), label.get("high")) == (record["low"], record["high"])
            return shared(reach(label), reach(record)) if same else 0.0

        labels, records = self.label["figures"], self.article["figures"]
        paired = pairs(labels, records, alike)
        optional = {j for i, j in paired if labels[i].get("optional")}
        right = [(i, j) for i, j in paired if not labels[i].get("optional")]
        labelled = [i for i in range(len(labels)) if not labels[i].get("optional")]
        strict = sum(self._figure(labels[i], records[j]) for i, j in right)
        self.counted.add("figures", len(right), len(labelled), len(records) - len(optional))
        self.counted.add("figures_strict", strict, len(labelled), len(records) - len(optional))
        hit = {j for _, j in right} | optional
        for i in labelled:
            if i not in {one for one, _ in right}:
                self._note(f"figure missed: [{labels[i]['measure']}] {self._text(labels[i])!r}")
        for j, record in enumerate(records):
            if j not in hit:
                self._note(f"figure invented: [{record['measure']}] {record['text']!r}")

    def _figure(self, label: Json, record: Json) -> bool:
        """Count the fields of a figure, and tell whether measure, qualifier and group are right."""
        agrees = {field: record[field] == label.get(field) for field in ("unit", "qualifier", "group")}
        agrees["measure"] = record["measure"] in {label["measure"], *label.get("also", ())}
        for field, right in agrees.items():
            self.counted.judge(f"figure_{field}", right=right)
            if not right:
                self._note(f"figure {record['text']!r}: {field} {record[field]} should be {label.get(field)}")
        if "speaker" in label:
            self.counted.judge("figure_speaker", right=self._same_speaker(label, record))
        if label.get("place"):
            place = (record["place"] or {}).get("entity_id")
            self.counted.judge("figure_place", right=self._is(label["place"], place))
        return all(agrees[field] for field in ("measure", "qualifier", "group"))

    def _text(self, label: Json) -> str:
        return str(self.label["text"][label["start"] : label["end"]])


def _of(claim: Json) -> bool:
    return bool(claim["voice"] == "attributed")


def _typed(label: Json, record: Json) -> bool:
    return record["type"] in {label["type"], *label.get("also", ())}


def _spans(article: Json) -> Iterator[Json]:
    for entity in article["entities"]:
        yield from entity["mentions"]
    for kind in ("claims", "figures"):
        for record in article[kind]:
            yield record
            yield from (record[part] for part in ("speaker", "cue", "via", "place") if record.get(part))
            yield from (*record.get("targets", ()), *record.get("places", ()))
