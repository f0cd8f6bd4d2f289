"""Which claim type a thing said has: by what its cue does, and by what is said where the cue tells nothing."""

from __future__ import annotations

from app.extraction.reading import Entity
from app.extraction.statements.contents import Content, harmful, matches, terms
from app.extraction.statements.meanings import of_content
from app.extraction.statements.reported import Attribution
from app.vocabulary import ClaimType

_BY_CUE = {
    "accuse": ClaimType.ACCUSATION,
    "deny": ClaimType.DENIAL,
    "admit": ClaimType.ADMISSION,
    "condemn": ClaimType.CONDEMNATION,
    "support": ClaimType.SUPPORT,
    "demand": ClaimType.DEMAND,
    "offer": ClaimType.OFFER,
    "threaten": ClaimType.THREAT,
    "assess": ClaimType.ASSESSMENT,
    "withhold": ClaimType.NON_CONFIRMATION,
    "identify": ClaimType.STATUS_REPORT,
    "report": ClaimType.EVENT_REPORT,
}
_CLAUSAL = frozenset({"that", "clause", "bare"})
_HEAD = 4  # words in which "announced the death of …" shows that something has happened
_ADDRESSEE = 10  # words that name who is warned, before "against"


def claim_type(said: Attribution, speaker: Entity | None) -> ClaimType:
    """Return the type of what was said."""
    content = Content(said.words, said.first, said.last, speaker, direct=said.take == "speech")
    low = content.low
    if said.does == "accuse" and said.take in _CLAUSAL and content.own:
        return of_content(content, announced=False)  # "alleges it came under fire"
    if said.does in _BY_CUE:
        return _BY_CUE[said.does]
    if said.does == "frame":
        return ClaimType.CONDEMNATION if matches("condemn", low) else ClaimType.FRAMING
    if said.does == "refuse":
        return ClaimType.NON_CONFIRMATION if matches("withhold", low[:3]) else ClaimType.REFUSAL
    if said.does == "commit":
        harms = matches("threaten", low[:4]) and not matches("support", low)
        return ClaimType.THREAT if harms else ClaimType.COMMITMENT
    if said.does == "cite":
        reason = said.at >= 0 and said.words.tags[said.at] == "G"  # "…, citing security concerns"
        wrong = matches("accuse", low) or (not reason and not harmful().isdisjoint(low))
        return ClaimType.ACCUSATION if wrong else ClaimType.FRAMING
    if said.does == "warn":
        return _warning(said, content)
    if said.does == "announce" and said.take == "np":
        happened = not terms("announce", "happenings").isdisjoint(low[:_HEAD])
        return ClaimType.EVENT_REPORT if happened else ClaimType.ANNOUNCEMENT
    return of_content(content, announced=said.does == "announce")


def _warning(said: Attribution, content: Content) -> ClaimType:
    if said.take in {"np to", "np not"} or "against" in said.words.low[max(0, said.first - 3) : said.first]:
        return ClaimType.DEMAND
    if said.take == "np" and "against" in content.low[1:_ADDRESSEE]:
        return ClaimType.DEMAND  # "warned Finland against joining"
    if said.take in {"np", "object", "person that"}:
        harms = content.conditional or not terms("threaten").isdisjoint(content.low)
        return ClaimType.THREAT if harms else ClaimType.ASSESSMENT
    harms = content.harms or not terms("threaten").isdisjoint(content.low)
    if content.own and harms and not content.negated:
        return ClaimType.THREAT  # "warned it may ban", "is prepared to impose consequences"
    if content.group and content.group[0] in {"must", "should"}:
        return ClaimType.DEMAND
    stated = of_content(content, announced=False)
    return stated if stated in {ClaimType.THREAT, ClaimType.COMMITMENT} else ClaimType.ASSESSMENT
