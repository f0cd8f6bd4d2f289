"""The closed vocabularies: every code a record can carry, each with its definition.

The API publishes them at `/v1/vocabularies`. Codes are stable: a new one may be added, none changes its meaning.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """A code of a closed vocabulary. `Code.X` is the string itself; `Code.X.definition` says what it means."""

    definition: str

    def __new__(cls, value: str, definition: str = "") -> Self:
        """Make a member from its code and its definition."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        return member


class ClaimType(Code):
    """What a claim does: its communicative function."""

    EVENT_REPORT = (
        "event_report",
        "says that something happened or is happening (by anyone, the speaker included)",
    )
    STATUS_REPORT = (
        "status_report",
        "says that a condition, quantity, location, relation or legal status holds",
    )
    ANNOUNCEMENT = (
        "announcement",
        "makes known the speaker's own decision, operation, appointment, agreement or course of action",
    )
    ACCUSATION = "accusation", "attributes a blameworthy act or intent to someone else"
    DENIAL = "denial", "says that an alleged or imputable act, intent or responsibility is not so"
    ADMISSION = "admission", "acknowledges the speaker's own side's act, loss or fault"
    CONDEMNATION = "condemnation", "expresses disapproval of an act or actor without alleging a new fact"
    SUPPORT = "support", "expresses approval, solidarity, condolence or agreement"
    DEMAND = "demand", "asks, urges, calls on or orders someone to act or to stop"
    OFFER = "offer", "proposes talks, terms or a joint act, or declares readiness for them"
    COMMITMENT = "commitment", "promises or assures a future act or restraint of the speaker's side"
    THREAT = "threat", "announces harm, or harm unless a condition is met (an ultimatum)"
    REFUSAL = "refusal", "declines a demand, an offer, a plan or talks"
    FRAMING = (
        "framing",
        "labels or justifies an act, actor or status ('anti-terror', 'illegal', 'legitimate target')",
    )
    ASSESSMENT = (
        "assessment",
        "interprets, estimates aims, explains motives or predicts, beyond what was observed",
    )
    NON_CONFIRMATION = (
        "non_confirmation",
        "says that a thing is unverified or unknown, or declines to comment",
    )


class Voice(Code):
    """Who says it."""

    ATTRIBUTED = (
        "attributed",
        "a source in the text said it: a person, office, state, organisation, group or anonymous collective"
        " ('officials', 'witnesses')",
    )
    IMPLICIT = (
        "implicit",
        "attributed to nobody by wording ('is internationally recognised', 'is believed to', 'reportedly')",
    )
    NARRATOR = "narrator", "the article says it in its own voice"


class Measure(Code):
    """What a figure counts or measures."""

    KILLED = "killed", "people dead"
    INJURED = "injured", "people wounded"
    CASUALTIES = "casualties", "dead and/or wounded, not told apart"
    MISSING = "missing", "people missing"
    CAPTURED = "captured", "prisoners of war, surrendered or captured fighters"
    DETAINED = "detained", "arrested or held"
    ABDUCTED = "abducted", "kidnapped or taken hostage"
    RELEASED = "released", "freed people"
    DISPLACED = "displaced", "people who fled or were displaced"
    EVACUATED = "evacuated", "people moved out to safety"
    REFUGEES = "refugees", "people who crossed a border or are registered as refugees"
    RETURNED = "returned", "people who came back"
    SHELTERED = "sheltered", "people taken in or sheltering"
    POPULATION = "population", "people who live somewhere"
    AFFECTED = "affected", "people affected or in need"
    PERSONNEL = (
        "personnel",
        "soldiers, police, peacekeepers, fighters or staff, deployed, present or taking part",
    )
    CROWD = "crowd", "demonstrators or others gathered"
    EQUIPMENT = (
        "equipment",
        "vehicles, tanks, aircraft, ships, guns: destroyed, lost, seized, sent or present",
    )
    MUNITIONS = "munitions", "missiles, rockets, bombs, shells, drones fired or intercepted"
    BUILDINGS = "buildings", "houses, schools, hospitals, villages: damaged or destroyed"
    INFRASTRUCTURE = "infrastructure", "roads, bridges, crossings, camps, sites"
    INCIDENTS = "incidents", "attacks, strikes, explosions, raids, violations, clashes, protests counted"
    TERRITORY = "territory", "area or settlements held, taken or lost"
    DISTANCE = "distance", "a length or a position relative to a place"
    DURATION = "duration", "how long, how long ago or for how long"
    AGE = "age", "a person's age"
    MONEY = "money", "an amount of money"
    AID = "aid", "quantities of aid or goods"
    SHARE = "share", "a percentage or a ratio"
    VOTES = "votes", "votes, seats or signatures"
    SENTENCE = "sentence", "length of a prison term"
    ORGANISATIONS = "organisations", "states, groups, parties or organisations counted"
    OTHER = "other", "none of these"


class Qualifier(Code):
    """How the text hedges a number."""

    EXACT = "exact", "the bare number"
    APPROXIMATE = "approximate", "about, around, some, approximately, roughly"
    ESTIMATED = "estimated", "estimated, believed"
    NEARLY = "nearly", "nearly, almost, close to"
    AT_LEAST = "at_least", "at least, no fewer than"
    MORE_THAN = "more_than", "more than, over, exceeding"
    AT_MOST = "at_most", "up to, at most, as many as"
    LESS_THAN = "less_than", "less than, fewer than, under"
    RANGE = "range", "between x and y, x to y, x-y"
    TOTAL = "total", "a total of, in all, altogether"
    VAGUE = "vague", "several, dozens, scores, hundreds, thousands, numerous: no number is stored"


class Unit(Code):
    """What one of a figure is."""

    PERSON = "person", "people, one by one"
    HOUSEHOLD = "household", "families or households"
    ITEM = "item", "things counted one by one"
    EVENT = "event", "happenings counted one by one"
    PLACE = "place", "settlements, sites or areas counted one by one"
    KM = "km", "kilometres"
    M = "m", "metres"
    KM2 = "km2", "square kilometres"
    HA = "ha", "hectares"
    T = "t", "tonnes"
    KG = "kg", "kilograms"
    L = "l", "litres"
    PERCENT = "percent", "per cent, as written"
    RATIO = "ratio", "a fraction of one"
    SECOND = "second", "seconds"
    MINUTE = "minute", "minutes"
    HOUR = "hour", "hours"
    DAY = "day", "days"
    WEEK = "week", "weeks"
    MONTH = "month", "months"
    YEAR = "year", "years"
    DECADE = "decade", "decades"
    USD = "USD", "United States dollars"
    EUR = "EUR", "euros"
    GBP = "GBP", "pounds sterling"
    ILS = "ILS", "Israeli shekels"
    RUB = "RUB", "Russian roubles"
    UAH = "UAH", "Ukrainian hryvnias"
    CURRENCY_OTHER = "currency_other", "another currency"
    OTHER = "other", "another unit"


class Group(Code):
    """Of whom a figure speaks; null when the text does not say."""

    CIVILIAN = "civilian", "civilians"
    COMBATANT = "combatant", "fighters of any side"
    SOLDIER = "soldier", "members of armed forces"
    POLICE = "police", "police and interior security"
    PEACEKEEPER = "peacekeeper", "members of a peacekeeping force"
    MILITANT = "militant", "militants, members of an armed group"
    REBEL = "rebel", "rebels or insurgents"
    PROTESTER = "protester", "demonstrators"
    CHILD = "child", "children"
    WOMAN = "woman", "women"
    MAN = "man", "men"
    STUDENT = "student", "pupils and students"
    JOURNALIST = "journalist", "media workers"
    MEDICAL = "medical", "medical staff and patients' carers"
    AID_WORKER = "aid_worker", "humanitarian staff"
    RELIGIOUS = "religious", "clergy and worshippers"
    OFFICIAL = "official", "officials and politicians"
    PRISONER = "prisoner", "prisoners and detainees"
    HOSTAGE = "hostage", "hostages"
    REFUGEE = "refugee", "refugees, displaced people, migrants"
    FOREIGNER = "foreigner", "foreign nationals"
    ETHNIC_GROUP = "ethnic_group", "members of an ethnic or national group"
    ATTACKER = "attacker", "those who carried out an attack"
    RESIDENT = "resident", "people who live in a place"
    WORKER = "worker", "workers and employees"
    PASSENGER = "passenger", "passengers and crew"
    OTHER = "other", "another group"


class Role(Code):
    """What kind of actor an entity is."""

    STATE = "STATE", "a country named as an actor"
    GOV = "GOV", "government, ministry, head of state or government, official"
    MIL = "MIL", "armed forces and their members"
    COP = "COP", "police and interior security"
    SPY = "SPY", "intelligence"
    JUD = "JUD", "courts, prosecutors, judges"
    LEG = "LEG", "parliament and its members"
    PTY = "PTY", "political party"
    OPP = "OPP", "opposition"
    REB = "REB", "rebels, insurgents, non-state armed groups, militants"
    PRE = "PRE", "de facto authorities, proto-states, separatist governments"
    UAF = "UAF", "unidentified armed force or gunmen"
    IGO = "IGO", "intergovernmental organisation and its forces or staff"
    NGO = "NGO", "non-governmental organisation"
    MED = "MED", "medical staff, hospitals"
    JRN = "JRN", "media and journalists"
    EDU = "EDU", "academics, think tanks, analysts"
    BUS = "BUS", "companies"
    REL = "REL", "religious bodies and leaders"
    LAB = "LAB", "unions, workers"
    ELI = "ELI", "former officials, celebrities, prominent people"
    CVL = "CVL", "civilians, ethnic or social groups, residents, witnesses, protesters"
    REF = "REF", "refugees and displaced people"
    CRM = "CRM", "criminals, gangs"
    UNK = "UNK", "cannot be told"


class EntityKind(Code):
    """What an entity can be; a state is often both."""

    ACTOR = "actor", "can act or speak: a person, state, body, armed group, organisation or group of people"
    PLACE = "place", "a point or an area where something is or happens"


class Certainty(Code):
    """How sure the wording of the content is."""

    CERTAIN = "certain", "stated without a hedge"
    PROBABLE = "probable", "said to be likely, believed or expected"
    POSSIBLE = "possible", "said to be possible: may, might, could"


class TimeBasis(Code):
    """What a time interval rests on."""

    STATED = "stated", "the text gives the date"
    RELATIVE = "relative", "the text gives a time relative to the publication date"
    PUBLICATION = "publication", "the text gives none; the record is placed at the publication date"
    UNKNOWN = "unknown", "neither the text nor a publication date tells"


class PlaceBasis(Code):
    """Why a claim is placed somewhere."""

    STATED = "stated", "named inside the content"
    CONTEXT = "context", "named in the same sentence or paragraph, outside the content"
    DATELINE = "dateline", "named in the dateline"


class EventCode(Code):
    """The PLOVER event type of a content that is an event (PLOVER ontology, Open Event Data Alliance)."""

    AGREE = "AGREE", "agree to, promise or sign"
    CONSULT = "CONSULT", "meet, talk, visit or negotiate"
    SUPPORT = "SUPPORT", "support diplomatically, praise, ally"
    COOPERATE = "COOPERATE", "cooperate materially"
    AID = "AID", "provide aid or shelter"
    YIELD = "YIELD", "yield, concede, retreat, release"
    REQUEST = "REQUEST", "appeal, request or demand"
    ACCUSE = "ACCUSE", "accuse, criticise, investigate or take to court"
    REJECT = "REJECT", "reject, refuse or veto"
    THREATEN = "THREATEN", "threaten or warn"
    PROTEST = "PROTEST", "demonstrate, riot or strike"
    SANCTION = "SANCTION", "sanction, blockade or cut relations"
    MOBILIZE = "MOBILIZE", "mobilise or deploy forces, or prepare to"
    COERCE = "COERCE", "coerce, repress, arrest, seize or destroy property"
    ASSAULT = "ASSAULT", "attack, fight, kill, bomb or hurt"


class ProblemCode(Code):
    """Why part of an article could not be read."""

    FURNITURE = "furniture", "a repeated headline, comment policy or other page furniture, which is not read"
    LANGUAGE = "language", "the text, or a part of it, is not in English, so that nothing was read there"
    MARKUP = "markup", "HTML was left in the text; its tags are read as white space"
    NO_SENTENCE = (
        "no_sentence",
        "a stretch too long for a sentence, like a list, a table or noise, which is read by its words alone",
    )
    UNCLOSED_QUOTATION = (
        "unclosed_quotation",
        "a quotation mark has no partner, so that nothing is taken as quoted there",
    )
    NUMBER_OUT_OF_RANGE = "number_out_of_range", "a number too large to store"


class KeyRight(Code):
    """What an API key may do."""

    READ = "read", "read what needs a key"
    WRITE = "write", "read and store articles"


VOCABULARIES: dict[str, type[Code]] = {
    "claim_types": ClaimType,
    "voices": Voice,
    "measures": Measure,
    "qualifiers": Qualifier,
    "units": Unit,
    "groups": Group,
    "roles": Role,
    "kinds": EntityKind,
    "certainties": Certainty,
    "time_bases": TimeBasis,
    "place_bases": PlaceBasis,
    "event_codes": EventCode,
    "problems": ProblemCode,
}
"""The published vocabularies by the name they have at `/v1/vocabularies`."""
