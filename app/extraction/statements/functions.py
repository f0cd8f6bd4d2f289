"""Which claim type a thing said has: by what its cue does, and by what is said where the cue tells nothing.

The order of the rules is that of the labelling guide: a condition with harm is a threat; a new act at someone's door
an accusation, a mere verdict a condemnation; rejecting a reproach a denial, one's own conduct in a good light framing;
one's own decision an announcement, one's own past act an event; motives, trends and forecasts an assessment.
"""

from __future__ import annotations

from app.extraction.reading import Entity
from app.extraction.statements.contents import Content, harmful, matches, stative, terms
from app.extraction.statements.reported import Attribution
from app.vocabulary import ClaimType, Role

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
_OBSERVERS = frozenset({Role.JRN, Role.EDU, Role.CVL, Role.NGO, Role.UNK, Role.REF, Role.ELI})
_HEAD = 20  # words in which a clause shows what it is about: what comes later qualifies
_ADDRESSEE = 10  # words that name who is warned, before "against"
_DOUBT = frozenset({"may", "might", "could"})


def claim_type(said: Attribution, speaker: Entity | None) -> ClaimType:
    """Return the type of what was said."""
    if said.does in _BY_CUE:
        return _BY_CUE[said.does]
    content = Content(said.words, said.first, said.last, speaker, direct=said.take == "speech")
    low = content.low
    if said.does == "frame":
        return ClaimType.CONDEMNATION if matches("condemn", low) else ClaimType.FRAMING
    if said.does == "refuse":
        return ClaimType.NON_CONFIRMATION if matches("withhold", low[:3]) else ClaimType.REFUSAL
    if said.does == "commit":
        harms = matches("threaten", low[:6]) and not matches("support", low)
        return ClaimType.THREAT if harms else ClaimType.COMMITMENT
    if said.does == "cite":
        return ClaimType.ACCUSATION if matches("accuse", low) or not harmful().isdisjoint(low) else ClaimType.FRAMING
    if said.does == "warn":
        return _warning(said, content)
    if said.does == "announce" and said.take == "np":
        return ClaimType.ANNOUNCEMENT
    return _of_content(content, announced=said.does == "announce")


def _warning(said: Attribution, content: Content) -> ClaimType:
    if said.take in {"np to", "np not"} or "against" in said.words.low[max(0, said.first - 3) : said.first]:
        return ClaimType.DEMAND
    if said.take == "np" and "against" in content.low[1:_ADDRESSEE]:
        return ClaimType.DEMAND  # "warned Finland against joining"
    if said.take in {"np", "object", "person that"}:
        harms = content.conditional or not terms("threaten").isdisjoint(content.low)
        return ClaimType.THREAT if harms else ClaimType.ASSESSMENT
    stated = _of_content(content, announced=False)
    return stated if stated in {ClaimType.THREAT, ClaimType.COMMITMENT} else ClaimType.ASSESSMENT


def _of_content(content: Content, *, announced: bool) -> ClaimType:
    """Return the type of a clause by its words alone."""
    act = _speech_act(content)
    if act is not None:
        return act
    low, group, own = content.low, content.group, content.own
    if announced and own:
        return ClaimType.ANNOUNCEMENT
    if own and group and group[0] in terms("opinion", "verbs"):
        return ClaimType.ASSESSMENT
    if group and (group[0] in _DOUBT or group[0] in terms("assess", "verbs")):
        return ClaimType.ASSESSMENT
    head = low[:_HEAD]
    strong = not terms("frame", "strong").isdisjoint(head) or matches("purpose", head)
    if matches("frame", head) and (own or strong or not content.harm):
        return ClaimType.FRAMING
    speaker = content.speaker
    if content.future:
        foreseen = content.direct or speaker is None or speaker.role in _OBSERVERS or (content.conditional and not own)
        return ClaimType.ASSESSMENT if foreseen else ClaimType.ANNOUNCEMENT
    if content.suffers or (not own and content.others and matches("accuse", low)):
        return ClaimType.ACCUSATION
    if matches("assess", low) and not content.harm:
        return ClaimType.ASSESSMENT
    if announced and (content.verb is None or matches("announce", low)):
        return ClaimType.ANNOUNCEMENT
    if speaker is not None and speaker.role == Role.EDU and not content.harms and "#" not in content.tags:
        return ClaimType.ASSESSMENT  # what scholars say without a number or an act of force is what they make of it
    state = stative(content.words, content.first, content.last)
    return ClaimType.STATUS_REPORT if state else ClaimType.EVENT_REPORT


def _speech_act(content: Content) -> ClaimType | None:
    """Return what saying these words does, where they are more than a statement."""
    low, own = content.low, content.own
    if (own or content.conditional) and content.threatens:
        return ClaimType.THREAT
    if not terms("threaten", "vengeance").isdisjoint(low) and not own:
        return ClaimType.THREAT
    if (content.negated or "unable" in low or "cannot" in low) and matches("withhold", low[:10]):
        return ClaimType.NON_CONFIRMATION
    if matches("demand", low) and not (own and content.future):
        return ClaimType.DEMAND
    if own and not content.negated and not terms("demand", "acts").isdisjoint(content.group):
        return ClaimType.DEMAND
    if own and content.negated and not content.future and (content.harms or matches("deny", low)):
        return ClaimType.DENIAL
    if own and not content.negated and matches("offer", low):
        return ClaimType.OFFER
    if matches("commit", low) or (own and content.future and low[0] in terms("own", "first_person")):
        return ClaimType.COMMITMENT
    if matches("support", low):
        return ClaimType.SUPPORT
    return ClaimType.CONDEMNATION if matches("condemn", low) else None
