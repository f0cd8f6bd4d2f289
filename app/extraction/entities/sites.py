"""Buildings and streets whose name names no town: they stand in the town that the text names beside them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.clusters import Cluster
from app.extraction.entities.gazetteer import Place
from app.extraction.entities.heads import shapes

_FEW_WORDS = 6


def locate(found: Sequence[Cluster]) -> None:
    """Give each building or street without a place around it the town named nearest, in the sentence or before it.

    A town of the same sentence counts before one named earlier in the paragraph; a text of one town alone is about it.
    """
    towns = sorted(
        ((m.span.start, m, cluster.place) for cluster in found if _is_town(cluster) for m in cluster.mentions),
        key=lambda town: town[0],
    )
    starts = [start for start, _, _ in towns]
    only = {place.key for _, _, place in towns if place is not None}
    for cluster in found:
        if cluster.place is not None or not _stands_in_a_town(cluster):
            continue
        if cluster.parent is not None and (cluster.parent.is_small or cluster.parent.is_division):
            continue
        near = _beside(cluster.first, [(m, place) for _, m, place in _window(towns, starts, cluster.first)])
        if near is None and len(only) == 1:
            near = towns[0][2]
        if near is not None and (cluster.parent is None or near.country in {None, cluster.parent.country}):
            cluster.parent = near


def _is_town(cluster: Cluster) -> bool:
    """Tell whether a cluster is a town, or as small a place, where something is or happens."""
    if cluster.place is None or not cluster.place.is_small:
        return False
    return any(m.located for m in cluster.mentions) or not any(m.acts for m in cluster.mentions)


def _stands_in_a_town(cluster: Cluster) -> bool:
    """Tell whether the last word of a place's name, or the first, says that such a place stands in a town."""
    if not cluster.is_place:
        return cluster.first.form is Form.ORGANISATION and any(m.located for m in cluster.mentions)
    words = cluster.first.name.lower().split()
    if words[-1] in shapes("places", "in_towns") or words[0] in shapes("places", "in_towns_before"):
        return True
    return any(m.form is Form.ORGANISATION for m in cluster.mentions)


def _window(
    towns: list[tuple[int, Candidate, Place | None]], starts: list[int], site: Candidate
) -> list[tuple[int, Candidate, Place | None]]:
    k = bisect_left(starts, site.span.start)
    return towns[max(0, k - _FEW_WORDS) : k + _FEW_WORDS]


def _beside(site: Candidate, towns: Sequence[tuple[Candidate, Place | None]]) -> Place | None:
    """Return the town of the site's sentence that stands nearest to it, else the last before it in its paragraph."""
    same = [(abs(m.span.start - site.span.start), k) for k, (m, _) in enumerate(towns) if m.sentence == site.sentence]
    if same:
        return towns[min(same)[1]][1]
    before = [place for m, place in towns if m.paragraph == site.paragraph and m.span < site.span]
    return before[-1] if before else None
