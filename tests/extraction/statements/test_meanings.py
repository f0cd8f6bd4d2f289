"""What saying a thing does, by its words: threats, demands, denials, blame, praise, promises, forecasts."""

from __future__ import annotations

import pytest

from app.vocabulary import ClaimType, Voice
from tests.extraction.statements.cast import read


def type_of(text: str) -> ClaimType:
    found = [claim for claim in read(text) if claim.voice is Voice.ATTRIBUTED]
    assert len(found) == 1, [claim.span.of(text) for claim in read(text)]
    return found[0].type


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        # threats
        ('"If rebels enter Gaza, we attack them," Israel said.', ClaimType.THREAT),
        ('"This attack deserves harsh punishment," Iran said.', ClaimType.THREAT),
        ("Iran warned that it may strike Israel.", ClaimType.THREAT),
        ("Iran vowed a strong response.", ClaimType.THREAT),
        # demands
        ('"Stop the war," protesters said.', ClaimType.DEMAND),
        ("NATO warned that Russia must leave Kyiv.", ClaimType.DEMAND),
        ("France said it was essential that aid reached Gaza.", ClaimType.DEMAND),
        ("France said the missile must have come from Syria.", ClaimType.EVENT_REPORT),
        # denials
        ("Iran said that it had nothing to do with the attack.", ClaimType.DENIAL),
        ("Russia said that the report was baseless.", ClaimType.DENIAL),
        # a new act at someone's door is an accusation, a mere verdict a condemnation
        ("Syria said rebels had perpetrated an outrageous massacre.", ClaimType.ACCUSATION),
        ("Syria said the massacre was outrageous.", ClaimType.CONDEMNATION),
        ("Ukraine said Russia had committed a massacre.", ClaimType.ACCUSATION),
        ("Ukraine said Russia had repeatedly failed to comply.", ClaimType.ACCUSATION),
        ("Ukraine said the attacks were by Russia.", ClaimType.ACCUSATION),
        # one's own side
        ("France said that Russia is committed to attacking Ukraine.", ClaimType.ACCUSATION),
        ("France said that it is committed to defending Ukraine.", ClaimType.COMMITMENT),
        ('"In May we will meet Russia," France said.', ClaimType.COMMITMENT),
        ("Rebels announced that they had captured Aleppo.", ClaimType.EVENT_REPORT),
        ("Egypt announced that it would open the border.", ClaimType.ANNOUNCEMENT),
        ("Egypt announced that talks would begin in May.", ClaimType.ANNOUNCEMENT),
        ("Egypt announced the death of a rebel.", ClaimType.EVENT_REPORT),
        ("Iran alleged that it was attacked by rebels.", ClaimType.EVENT_REPORT),
        ("Egypt said that it takes restraint seriously.", ClaimType.FRAMING),
        # feelings and verdicts
        ('"I am relieved by the ceasefire," the minister said.', ClaimType.SUPPORT),
        ('"I am deeply saddened by the attack," the minister said.', ClaimType.SUPPORT),
        ("France said the attack was indefensible.", ClaimType.CONDEMNATION),
        # what is made of it
        ("France said that there was no military solution to the war.", ClaimType.ASSESSMENT),
        ("France said that the talks would have been better without the attack.", ClaimType.ASSESSMENT),
        ("France said peace will take time.", ClaimType.ASSESSMENT),
        ("Russia said its raids will continue.", ClaimType.COMMITMENT),
        # reports of talks, whatever was spoken of
        ("France said Qatar discussed the unacceptable attack.", ClaimType.EVENT_REPORT),
        # what has come of it, in one's own words
        ('"The bridge is destroyed," the minister said.', ClaimType.STATUS_REPORT),
        ("Rebels said the fighting was ongoing.", ClaimType.STATUS_REPORT),
        # neutral words are no framing
        ("Ukraine said its troops held defensive positions.", ClaimType.STATUS_REPORT),
    ],
)
def test_types_by_what_is_said(text: str, type_: ClaimType) -> None:
    assert type_of(text) is type_


def test_reasons_given_for_ones_own_act_are_framing() -> None:
    reason = "Turkey closed the border, citing a bomb threat."
    charge = "Iran cited an attack by rebels."
    assert [claim.type for claim in read(reason) if claim.voice is Voice.ATTRIBUTED] == [ClaimType.FRAMING]
    assert type_of(charge) is ClaimType.ACCUSATION
