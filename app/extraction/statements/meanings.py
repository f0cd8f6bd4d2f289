"""What saying a thing does, by its words alone: whose act it tells and when, what it asks, promises, judges, foresees.

The order of the rules is that of the labelling guide: a condition with harm is a threat; a new act at someone's door
an accusation, a mere verdict a condemnation; rejecting a reproach a denial, one's own conduct in a good light framing;
one's own decision an announcement, one's own past act an event; motives, trends and forecasts an assessment.
"""

from __future__ import annotations

from app.extraction.statements import speakers
from app.extraction.statements.contents import Content, harmful, matches, stative, terms
from app.vocabulary import ClaimType, Role

_OBSERVERS = frozenset({Role.JRN, Role.EDU, Role.CVL, Role.NGO, Role.UNK, Role.REF, Role.ELI})
_HEAD = 20  # words in which a clause shows what it is about: what comes later qualifies
_DOUBT = frozenset({"may", "might", "could"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "'s", "’s"})
_MARKS = frozenset("\"“”'‘’")
_NEUTRAL = frozenset({"position", "positions", "line", "lines", "works"})  # "defensive lines" is no praise
_ASKING = frozenset({"call", "calls", "demand", "demands"})  # as nouns they tell what somebody else asks
_GOES_ON = frozenset({"be", "continue"})  # "the raids will continue", "a plan will be sent": it is in hand
_PERFECT = frozenset({"have", "has", "had"})


def of_content(content: Content, *, announced: bool) -> ClaimType:
    """Return the type of a clause by its words alone; `announced`: the cue makes something known."""
    theirs = not content.ours and (content.others or _of_body(content))
    if theirs and _verb(content) in terms("talks", "verbs"):
        return ClaimType.EVENT_REPORT
    act = _speech_act(content, announced=announced)
    if act is not None:
        return act
    if announced and content.own and (content.future or not _told(content)):
        return ClaimType.ANNOUNCEMENT
    return _view(content) or _statement(content, announced=announced)


def _view(content: Content) -> ClaimType | None:
    """Return what a clause is that tells what the speaker makes of things: his opinion, or a good light on them."""
    low, group, own = content.low, content.group, content.own
    if own and group and group[0] in terms("opinion", "verbs"):
        return ClaimType.ASSESSMENT
    if group and (group[0] in _DOUBT or group[0] in terms("assess", "verbs")):
        return ClaimType.ASSESSMENT
    if matches("assess_strong", low):
        return ClaimType.ASSESSMENT
    if own and matches("conduct", low):
        return ClaimType.FRAMING
    head = [word for k, word in enumerate(low[:_HEAD]) if word != "defensive" or not _NEUTRAL & set(low[k + 1 : k + 2])]
    strong = not terms("frame", "strong").isdisjoint(head) or matches("purpose", head)
    foreseen = content.future and content.direct and not own
    if matches("frame", head) and (own or strong or not (content.harm or foreseen)):
        return ClaimType.FRAMING
    return None


def _statement(content: Content, *, announced: bool) -> ClaimType:
    """Return what a clause is that tells what is, was or will be."""
    low, group, speaker = content.low, content.group, content.speaker
    observer = speaker is None or speaker.role in _OBSERVERS
    if group and group[0] in terms("plan", "verbs") and not observer:
        return ClaimType.ANNOUNCEMENT
    if content.future:
        return (
            ClaimType.ASSESSMENT if not announced and _foreseen(content, observer=observer) else ClaimType.ANNOUNCEMENT
        )
    if _blames(content):
        return ClaimType.ACCUSATION
    if matches("assess", low) and not content.harm:
        return ClaimType.ASSESSMENT
    if announced and (content.verb is None or matches("announce", low)):
        return ClaimType.ANNOUNCEMENT
    if speaker is not None and speaker.role == Role.EDU and not content.harms and "#" not in content.tags:
        return ClaimType.ASSESSMENT  # what scholars say without a number or an act of force is what they make of it
    state = stative(content.words, content.first, content.last) or _results(content)
    return ClaimType.STATUS_REPORT if state else ClaimType.EVENT_REPORT


def _foreseen(content: Content, *, observer: bool) -> bool:
    """Tell a forecast from a decision made known: what observers say, and what nobody who decides is to do."""
    if content.direct or observer or (content.conditional and not content.own):
        return True
    return not (content.own or content.others or not _GOES_ON.isdisjoint(content.group) or _of_body(content))


def _verb(content: Content) -> str:
    """Return the first finite verb, or what its auxiliaries help."""
    if content.verb is None:
        return ""
    k = content.verb - content.first
    while k < len(content.low) - 1 and content.tags[k] in "XA":
        k += 1
    return content.low[k]


def _speech_act(content: Content, *, announced: bool) -> ClaimType | None:
    """Return what saying these words does, where they are more than a statement."""
    low, own = content.low, content.own
    if (own or content.conditional) and (content.threatens or _strikes_back(content)):
        return ClaimType.THREAT
    if not terms("threaten", "vengeance").isdisjoint(low) and matches("deserve", low):
        return ClaimType.THREAT
    if (content.negated or "unable" in low or "cannot" in low) and matches("withhold", low[:10]):
        return ClaimType.NON_CONFIRMATION
    if _asks(content):
        return ClaimType.DEMAND
    if _denies(content):
        return ClaimType.DENIAL
    if own and not content.negated and matches("offer", low):
        return ClaimType.OFFER
    ahead = own and content.future
    if (ahead and content.ours) or (_promises(content) and _can_promise(content)):
        return ClaimType.COMMITMENT
    if matches("support", low):
        if ahead:
            return ClaimType.ANNOUNCEMENT if announced else ClaimType.COMMITMENT
        return ClaimType.SUPPORT
    if matches("condemn", low):
        return ClaimType.ACCUSATION if _tells_new_act(content) else ClaimType.CONDEMNATION
    return None


def _strikes_back(content: Content) -> bool:
    """Tell "if they come, we shoot": a condition, and harm by the speaker in the present tense."""
    low, tags = content.low, content.tags
    return content.conditional and any(
        low[k] in {"we", "i"} and tags[k + 1] == "V" and low[k + 1] in terms("threaten", "verbs")
        for k in range(len(low) - 1)
    )


def _asks(content: Content) -> bool:
    """Tell whether somebody is asked to act: "must", "we urge", or an order without a subject."""
    low, own = content.low, content.own
    if own and not content.negated and not terms("demand", "acts").isdisjoint(content.group):
        return True
    if content.direct and low[0] in terms("imperative") and content.verb in (None, content.first):
        return True
    if own and low[:3] in {("we", "want", "to"), ("i", "want", "to"), ("we", "expect", "to")}:
        return False  # of oneself
    called = [w for w, tag in zip(low, content.tags, strict=True) if tag != "N" or w not in _ASKING]
    return matches("demand", called) and not (own and content.future) and not _infers(content)


def _infers(content: Content) -> bool:
    """Tell "must have been fired from" and "should Russia attack" from what somebody must do."""
    if content.low[0] == "should":
        return True
    modal = next((k for k, word in enumerate(content.low) if word in {"must", "should"}), None)
    return modal is not None and content.low[modal + 1 : modal + 2] == ("have",)


def _denies(content: Content) -> bool:
    """Tell whether a reproach is rejected: "was not involved", "has nothing to do with", "are baseless"."""
    low, own = content.low, content.own
    if own and content.negated and not content.future and (content.harms or matches("deny", low)):
        return True
    if matches("disclaim", [word for word in low if word not in _MARKS]):
        return True
    predicate = low[content.verb - content.first :] if content.verb is not None else ()
    return bool(predicate) and predicate[0] in _BE and not terms("deny", "verdicts").isdisjoint(predicate[:6])


def _blames(content: Content) -> bool:
    """Tell whether a wrong is laid at someone's door."""
    if content.suffers:
        return True
    if content.own:  # "they violate the truce": "they" are others, since hardly anybody blames himself
        blamed = content.low[0] in {"he", "she", "they"} and _verb(content) in terms("accuse", "verbs")
        return blamed and not content.negated
    if content.others and (matches("accuse", content.low) or _aims_at_harm(content)):
        return True
    charged = content.speaker is not None and content.speaker.role == Role.JUD and content.others
    return content.harm and (charged or _authored(content))


def _aims_at_harm(content: Content) -> bool:
    """Tell "committed to carrying out attacks", "will continue to bomb" from what one commits oneself to."""
    low = content.low
    for k in range(1, len(low) - 1):
        if low[k] == "to" and low[k - 1] in {"committed", "continue"}:
            near = low[k + 1 : k + 4]
            return near[0] in harmful() or (near[0] in {"carrying", "the"} and not harmful().isdisjoint(near))
    return False


def _promises(content: Content) -> bool:
    """Tell by its words what one takes upon oneself; "will continually consult" as "will consult"."""
    plain = [w for w, tag in zip(content.low, content.tags, strict=True) if tag != "A" or w in {"not", "never"}]
    return matches("commit", content.low) or (content.future and matches("commit", plain))


def _can_promise(content: Content) -> bool:
    """Tell whether the subject can commit itself, and not to harm."""
    if content.own:
        return True
    decides = not content.future or (content.direct and (content.others or _of_body(content)))
    return decides and not _aims_at_harm(content)


def _of_body(content: Content) -> bool:
    """Tell "the department will act" from "this will take time": whose subject can speak can decide."""
    subject = content.low[: content.verb - content.first] if content.verb is not None else ()
    return not speakers.speaking().isdisjoint(subject)


def _authored(content: Content) -> bool:
    """Tell "the attacks were by X"."""
    low = content.low
    return any(low[k] == "by" and content.tags[k] == "P" and low[k - 1] in _BE for k in range(1, len(low) - 1))


def _tells_new_act(content: Content) -> bool:
    """Tell a new act that is condemned by the words for it from a mere verdict ("was a crime")."""
    if content.own or content.verb is None or stative(content.words, content.first, content.last):
        return False
    if content.future or not content.others:
        return False
    return _verb(content) in terms("accuse", "verbs") | terms("accuse", "deeds")


def _told(content: Content) -> bool:
    """Tell what one has done from what one has decided: "announced that it had recovered" is a report."""
    if content.verb is None or matches("announce", content.low):
        return False
    if content.harms and not content.future:
        return True
    return content.group[0] in _PERFECT and "E" in content.words.tags[content.verb + 1 : content.verb + 3]


def _results(content: Content) -> bool:
    """Tell "the bridge is destroyed" in somebody's own words: what has come of it, not what happens."""
    if not content.direct or content.verb is None or content.low[content.verb - content.first] not in {"is", "are"}:
        return False
    following = content.words.tags[content.verb + 1 : min(content.verb + 4, content.last + 1)]
    return next((tag for tag in following if tag not in "A"), "") == "E"
