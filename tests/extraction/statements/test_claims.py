"""What a claim is: its type, voice, negation, certainty, targets, places, event type, and what yields none."""

from __future__ import annotations

import time
from datetime import date

import pytest

from app.extraction.reading import Claim
from app.vocabulary import Certainty, ClaimType, EventCode, TimeBasis, Voice
from tests.extraction.statements.cast import read


def only(text: str, voice: Voice = Voice.ATTRIBUTED) -> Claim:
    found = [claim for claim in read(text) if claim.voice is voice]
    assert len(found) == 1, [claim.span.of(text) for claim in read(text)]
    return found[0]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        # by what the cue does
        ("Russia warned Turkey against joining NATO.", ClaimType.DEMAND),
        ("Iran warned against further protests.", ClaimType.DEMAND),
        ("Iran said it had demanded an answer from Israel.", ClaimType.DEMAND),
        ("Rebels said civilians were imprisoned by Syria.", ClaimType.ACCUSATION),
        ("Rebels said Syria was targeting civilians.", ClaimType.ACCUSATION),
        ("France said Russia would lose its role if talks failed.", ClaimType.ASSESSMENT),
        ("France said that there was only one way to peace.", ClaimType.ASSESSMENT),
        ("France said rebels committed crimes in Syria.", ClaimType.ACCUSATION),
        ("France said it remains committed to Ukraine.", ClaimType.COMMITMENT),
        ("Iran accused Israel of killing civilians.", ClaimType.ACCUSATION),
        ("Iran denied that it had attacked Israel.", ClaimType.DENIAL),
        ("Iran admitted that it had attacked Israel.", ClaimType.ADMISSION),
        ("Iran apologised for the attack.", ClaimType.ADMISSION),
        ("Turkey condemned the attack.", ClaimType.CONDEMNATION),
        ("Turkey praised the peacekeepers.", ClaimType.SUPPORT),
        ("Egypt expressed condolences for the victims.", ClaimType.SUPPORT),
        ("France urged Israel to leave Gaza.", ClaimType.DEMAND),
        ("France called for an end to the war.", ClaimType.DEMAND),
        ("Qatar offered talks in Yevlakh.", ClaimType.OFFER),
        ("Qatar promised to send aid.", ClaimType.COMMITMENT),
        ("Iran threatened to attack Israel.", ClaimType.THREAT),
        ("Iran vowed to retaliate.", ClaimType.THREAT),
        ("Russia rejected the proposal.", ClaimType.REFUSAL),
        ("Russia rejected the allegations.", ClaimType.DENIAL),
        ("Turkey described the attack as an act of war.", ClaimType.FRAMING),
        ("NATO believes the war will go on.", ClaimType.ASSESSMENT),
        ("The ministry declined to comment.", ClaimType.NON_CONFIRMATION),
        ("Amnesty International could not identify the attackers.", ClaimType.NON_CONFIRMATION),
        ("Hamas has not claimed responsibility for the attack.", ClaimType.NON_CONFIRMATION),
        ("Hamas claimed responsibility for the attack.", ClaimType.EVENT_REPORT),
        ("Egypt announced a ceasefire.", ClaimType.ANNOUNCEMENT),
        # by what is said
        ("Ukraine said its forces captured a village.", ClaimType.EVENT_REPORT),
        ("Ukraine said 20 people were killed.", ClaimType.EVENT_REPORT),
        ("Ukraine said there were two prisoners in Kyiv.", ClaimType.STATUS_REPORT),
        ("Ukraine said it will send aid to Syria.", ClaimType.ANNOUNCEMENT),
        ("Iran said it would attack Israel if talks failed.", ClaimType.THREAT),
        ("Israel said it will not halt the raids until the hostages are free.", ClaimType.THREAT),
        ("Israel said it was not targeting civilians.", ClaimType.DENIAL),
        ("Israel said the raid was defensive.", ClaimType.FRAMING),
        ("Russia said that Ukraine must leave Kyiv.", ClaimType.DEMAND),
        ("Russia said it was ready for talks.", ClaimType.OFFER),
        ("Russia said the rebels might leave Aleppo.", ClaimType.ASSESSMENT),
        ("Russia said the attack was unacceptable.", ClaimType.CONDEMNATION),
        ("The president said Hamas deliberately attacked civilians.", ClaimType.ACCUSATION),
        ('"We will protect Gaza," Hamas said.', ClaimType.COMMITMENT),
        ('"I condemn this cowardly attack," the minister said.', ClaimType.CONDEMNATION),
        # warnings
        ("NATO warned Russia not to attack Ukraine.", ClaimType.DEMAND),
        ("NATO warned Russia of consequences if it attacked Ukraine.", ClaimType.THREAT),
        ("NATO warned that the war could spread.", ClaimType.ASSESSMENT),
    ],
)
def test_types_of_what_is_said(text: str, type_: ClaimType) -> None:
    assert only(text).type is type_


def test_what_follows_an_accusation_is_one() -> None:
    text = "Iran accused Israel of sabotage, saying it had killed two men."
    assert [claim.type for claim in read(text)] == [ClaimType.ACCUSATION, ClaimType.ACCUSATION]


@pytest.mark.parametrize(
    ("text", "voice", "type_"),
    [
        ("Rebels attacked a convoy near Aleppo.", Voice.NARRATOR, ClaimType.EVENT_REPORT),
        ("Israel launches a surprise attack on Gaza.", Voice.NARRATOR, ClaimType.EVENT_REPORT),
        ("Rebels control the border with Turkey.", Voice.NARRATOR, ClaimType.STATUS_REPORT),
        ("The war will end soon.", Voice.NARRATOR, ClaimType.ASSESSMENT),
        ("The ultimatum suggests that war is near.", Voice.NARRATOR, ClaimType.ASSESSMENT),
        ("Rebels reportedly attacked a convoy.", Voice.IMPLICIT, ClaimType.EVENT_REPORT),
        ("The man who allegedly led rebels was killed.", Voice.NARRATOR, ClaimType.EVENT_REPORT),
        ("Thousands demonstrate in Kyiv.", Voice.NARRATOR, ClaimType.EVENT_REPORT),
        ("Heavy fighting is reported in Khartoum.", Voice.IMPLICIT, ClaimType.EVENT_REPORT),
        ("Rebels are believed to hold two hostages.", Voice.IMPLICIT, ClaimType.STATUS_REPORT),
        ("The attack was blamed on rebels.", Voice.IMPLICIT, ClaimType.ACCUSATION),
        ("Talks are expected to begin in Yevlakh.", Voice.IMPLICIT, ClaimType.ASSESSMENT),
        ("An estimated 500 refugees live in Aleppo.", Voice.IMPLICIT, ClaimType.STATUS_REPORT),
    ],
)
def test_who_speaks_where_nobody_is_named(text: str, voice: Voice, type_: ClaimType) -> None:
    (claim,) = read(text)
    assert (claim.voice, claim.type, claim.speaker) == (voice, type_, None)
    assert claim.span.of(text) == text.rstrip(".")


def test_who_is_blamed_at_the_end_of_a_sentence_is_accused_by_nobody_named() -> None:
    text = "Bombs exploded in Khartoum, in an attack blamed on rebels."
    told, blamed = read(text)
    assert (told.voice, told.type) == (Voice.NARRATOR, ClaimType.EVENT_REPORT)
    found = (blamed.voice, blamed.type, blamed.span.of(text))
    assert found == (Voice.IMPLICIT, ClaimType.ACCUSATION, "an attack blamed on rebels")


def test_a_crowd_protests_in_the_streets_and_a_state_in_words() -> None:
    assert [claim.voice for claim in read("Thousands protested against the war in Khartoum.")] == [Voice.NARRATOR]
    assert only("Turkey protested against the raid.").type is ClaimType.CONDEMNATION


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        (
            "Rebels attacked a convoy near Aleppo, while Turkey closed the border.",
            ["Rebels attacked a convoy near Aleppo", "Turkey closed the border"],
        ),
        (
            "Federal troops enter the region and heavy fighting breaks out.",
            ["Federal troops enter the region", "heavy fighting breaks out"],
        ),
        (
            "Protesters clashed with police, denouncing the army.",
            ["Protesters clashed with police", "the army"],
        ),
        (
            "Israel shelled Gaza amid reports of a missile attack.",
            ["Israel shelled Gaza", "a missile attack"],
        ),
        (
            "War in Sudan: The army shelled Khartoum.",
            ["The army shelled Khartoum"],
        ),
        (
            "The announcement came after rebels attacked a convoy.",
            ["rebels attacked a convoy"],
        ),
        (
            "Two rebels were killed and three more were injured in the raid.",
            ["Two rebels were killed and three more were injured in the raid"],
        ),
    ],
)
def test_clauses_of_the_narrator(text: str, contents: list[str]) -> None:
    assert [claim.span.of(text) for claim in read(text)] == contents


@pytest.mark.parametrize(
    "text",
    [
        "The museum opens at nine.",
        "Copyright 2023, all rights are held by the publisher.",
        "Azerbaijan Continues Military Operations in Nagorno-Karabakh",
        "",
        "?! ... “”",
    ],
)
def test_what_yields_nothing(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Israel said it was not targeting civilians.", True),
        ("Israel denied that it had shelled Gaza.", True),
        ("No casualties are reported.", True),
        ("NATO does not believe that the war will end.", True),
        ("Qatar vows not to give in to rebels.", True),
        ("Israel shelled Gaza.", False),
        ("Israel said rebels who did not leave were killed.", False),
    ],
)
def test_negation(text: str, negated: bool) -> None:
    assert read(text)[0].negated is negated


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Israel said rebels left Gaza.", Certainty.CERTAIN),
        ("Israel said rebels may have left Gaza.", Certainty.POSSIBLE),
        ("Israel said rebels probably left Gaza.", Certainty.PROBABLE),
        # what is not said of the clause itself
        ("Israel said rebels left Gaza in May.", Certainty.CERTAIN),
        ("Israel said peacekeepers killed suspected rebels.", Certainty.CERTAIN),
        ("Israel said the rebels who allegedly left Gaza were killed.", Certainty.CERTAIN),
    ],
)
def test_certainty(text: str, certainty: Certainty) -> None:
    assert only(text).certainty is certainty


def test_quoted_words_are_marked() -> None:
    assert only('Turkey said it was "at war" with rebels.').quoted
    assert not only("Turkey said it was at war with rebels.").quoted


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Iran accused Israel of killing civilians.", ["Israel", "civilians"]),
        ("France urged Israel to leave Gaza.", ["Israel"]),
        ("Rebels were killed in Syria by peacekeepers.", ["peacekeepers"]),
        ("Hamas fired rockets at Israel.", ["Hamas", "Israel"]),
        ("Turkey said Turkey would stay.", []),
        ("NATO met Ilham Aliyev in Yevlakh. It urged him to leave.", ["Ilham Aliyev"]),
    ],
)
def test_targets(text: str, targets: list[str]) -> None:
    names = [target.entity.name for target in read(text)[-1].targets if target.entity is not None]
    assert names == targets


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Rebels attacked a convoy near Aleppo, Syria.", [("Aleppo", "stated"), ("Syria", "stated")]),
        ("Israel launched an offensive in Gaza, demanding the release of hostages.", [("Gaza", "context")]),
        ("Rebels attacked Aleppo. Ten people were killed.", [("Aleppo", "context")]),
        (
            "Azerbaijan attacked Nagorno-Karabakh. Ten people were killed in the enclave.",
            [("Nagorno-Karabakh", "context")],
        ),
        ("Rebels left Aleppo. Snipers are on rooftops in the town.", [("Aleppo", "context")]),
        ("France left Syria. Refugees arrived in the country.", [("Syria", "context")]),
        ("Rebels were killed in Syria and Sudan.", [("Syria", "stated"), ("Sudan", "stated")]),
        ("KHARTOUM, Sudan — Ten people were killed.", [("Sudan", "dateline")]),
        ("Syria condemned the attack.", []),
        ("Protesters met in Khartoum following a raid on Aleppo.", [("Khartoum", "stated")]),
    ],
)
def test_places(text: str, places: list[tuple[str, str]]) -> None:
    found = [(place.entity.name, str(place.basis)) for place in read(text)[-1].places if place.entity is not None]
    assert found == places


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Israel shelled Gaza.", EventCode.ASSAULT),
        ("Police arrested ten men.", EventCode.COERCE),
        ("Thousands protest in Khartoum.", EventCode.PROTEST),
        ("Turkey deployed troops to Syria.", EventCode.MOBILIZE),
        ("Delegates met in Yevlakh.", EventCode.CONSULT),
        ("The rebels surrendered.", EventCode.YIELD),
    ],
)
def test_event_types(text: str, code: EventCode) -> None:
    assert read(text)[0].event_code is code


def test_a_claim_without_a_date_of_its_own_is_placed_at_the_publication() -> None:
    (claim,) = read("Israel shelled Gaza.", date(2023, 9, 20))
    assert (claim.time.basis, claim.time.since) == (TimeBasis.PUBLICATION, date(2023, 9, 20))


def test_claims_come_in_the_order_of_the_text() -> None:
    text = 'Israel shelled Gaza. "We condemn it," Egypt said. Turkey closed the border, saying rebels had crossed it.'
    starts = [claim.span.start for claim in read(text)]
    assert starts == sorted(starts)
    assert len(starts) == 4


HOSTILE = [
    '"',
    "said ",
    "and said ",
    "Israel said that ",
    "which said ",
    ", strikes",
    "according to ",
    "– ",
    "( ",
    '"We left," he said, ',
    "to express ",
    "as the ",
    "Israel attacks Gaza and ",
    "Israel said that his attack in the region failed; ",
    "was accused by ",
    "reports of ",
    "reportedly ",
    "amid growing calls for ",
    "what it says ",
    "in the town ",
    "no end to ",
    "strikes and ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_linearly(piece: str) -> None:
    """Four times the text takes less than ten times the time, in one sentence without end."""
    size = 5_000

    def seconds(pieces: int) -> float:
        text = piece * pieces
        start = time.perf_counter()
        read(text)
        return time.perf_counter() - start

    seconds(100)  # word lists are loaded once
    assert seconds(4 * size) < 10 * seconds(size) + 0.5
