"""The small integers that stand for codes in keys and counts. A number, once given, never changes its meaning."""

from __future__ import annotations

from enum import IntEnum

from app.vocabulary import ClaimType, Measure, Voice

ANY = 0
"""In a key or a count: whatever the value, or none."""


class Part(IntEnum):
    """What an entity is in a record; `ANY` stands beside entity 0, for rows about places and codes alone."""

    ANY = 0
    ACTOR = 1  # speaker or target
    SPEAKER = 2
    TARGET = 3


class Owner(IntEnum):
    """Whose records a tally counts: everybody's, those of one actor, of one place, or of one code."""

    ANY = 0
    ACTOR = 1
    PLACE = 2
    CODE = 3


class Facet(IntEnum):
    """What a tally counts by."""

    DAY = 1  # days since 1970-01-01
    PUBLISHER = 2  # its number
    VOICE = 3
    CLAIM_TYPE = 4  # of the claim a figure stands in


CLAIM_TYPES: dict[ClaimType, int] = {
    ClaimType.EVENT_REPORT: 1,
    ClaimType.STATUS_REPORT: 2,
    ClaimType.ANNOUNCEMENT: 3,
    ClaimType.ACCUSATION: 4,
    ClaimType.DENIAL: 5,
    ClaimType.ADMISSION: 6,
    ClaimType.CONDEMNATION: 7,
    ClaimType.SUPPORT: 8,
    ClaimType.DEMAND: 9,
    ClaimType.OFFER: 10,
    ClaimType.COMMITMENT: 11,
    ClaimType.THREAT: 12,
    ClaimType.REFUSAL: 13,
    ClaimType.FRAMING: 14,
    ClaimType.ASSESSMENT: 15,
    ClaimType.NON_CONFIRMATION: 16,
}
VOICES: dict[Voice, int] = {Voice.ATTRIBUTED: 1, Voice.IMPLICIT: 2, Voice.NARRATOR: 3}
MEASURES: dict[Measure, int] = {
    Measure.KILLED: 1,
    Measure.INJURED: 2,
    Measure.CASUALTIES: 3,
    Measure.MISSING: 4,
    Measure.CAPTURED: 5,
    Measure.DETAINED: 6,
    Measure.ABDUCTED: 7,
    Measure.RELEASED: 8,
    Measure.DISPLACED: 9,
    Measure.EVACUATED: 10,
    Measure.REFUGEES: 11,
    Measure.RETURNED: 12,
    Measure.SHELTERED: 13,
    Measure.POPULATION: 14,
    Measure.AFFECTED: 15,
    Measure.PERSONNEL: 16,
    Measure.CROWD: 17,
    Measure.EQUIPMENT: 18,
    Measure.MUNITIONS: 19,
    Measure.BUILDINGS: 20,
    Measure.INFRASTRUCTURE: 21,
    Measure.INCIDENTS: 22,
    Measure.TERRITORY: 23,
    Measure.DISTANCE: 24,
    Measure.DURATION: 25,
    Measure.AGE: 26,
    Measure.MONEY: 27,
    Measure.AID: 28,
    Measure.SHARE: 29,
    Measure.VOTES: 30,
    Measure.SENTENCE: 31,
    Measure.ORGANISATIONS: 32,
    Measure.OTHER: 33,
}
