"""Who said what, in which words: one row for each construction in which English news reports speech."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extraction.reading import Claim
from app.vocabulary import Voice
from tests.extraction.statements.cast import read

Row = tuple[str, str, str]


def said(text: str) -> list[Row]:
    """Return speaker, cue and content of each attributed claim."""
    return [
        (claim.speaker.span.of(text), claim.cue.lemma, claim.span.of(text))
        for claim in read(text)
        if claim.speaker is not None and claim.cue is not None
    ]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        # clauses
        ("Turkey says that its troops left Aleppo.", ("Turkey", "say", "its troops left Aleppo")),
        ("Turkey said its troops left Aleppo.", ("Turkey", "say", "its troops left Aleppo")),
        ("Turkey said on Monday that its troops left.", ("Turkey", "say", "its troops left")),
        ("Turkey said in a statement its troops left.", ("Turkey", "say", "its troops left")),
        ("Turkey told reporters that its troops left.", ("Turkey", "tell", "its troops left")),
        ("Turkey has claimed to have left Aleppo.", ("Turkey", "claim", "to have left Aleppo")),
        ("The ministry said at least 20 rebels died.", ("ministry", "say", "at least 20 rebels died")),
        # noun phrases
        ("Hamas reported 27 casualties in Gaza.", ("Hamas", "report", "27 casualties in Gaza")),
        ("Egypt announces a ceasefire, amid new fighting.", ("Egypt", "announce", "a ceasefire")),
        ("Hamas claims responsibility for the attack.", ("Hamas", "claim", "responsibility for the attack")),
        ("Russia rejected the allegations.", ("Russia", "reject", "the allegations")),
        ("Turkey condemns the attack in Khartoum.", ("Turkey", "condemn", "the attack in Khartoum")),
        # addressees and infinitives
        ("France urged Israel to leave Gaza.", ("France", "urge", "Israel to leave Gaza")),
        ("France called on Israel to leave Gaza.", ("France", "call", "Israel to leave Gaza")),
        ("France called for an end to the war.", ("France", "call", "an end to the war")),
        ("France asked Israel not to attack Gaza.", ("France", "ask", "Israel not to attack Gaza")),
        ("Iran threatened to attack Israel.", ("Iran", "threaten", "to attack Israel")),
        ("Qatar vows not to give in to protesters.", ("Qatar", "vow", "not to give in to protesters")),
        ("Egypt refused to open the border.", ("Egypt", "refuse", "to open the border")),
        # accusations and labels
        ("Iran accused Israel of killing civilians.", ("Iran", "accuse", "Israel of killing civilians")),
        ("Iran blamed the attack on Israel.", ("Iran", "blame", "the attack on Israel")),
        ("Iran described the attack as barbaric.", ("Iran", "describe", "the attack as barbaric")),
        ("Iran called the attack a war crime.", ("Iran", "call", "the attack a war crime")),
        # the object says what is done
        ("Egypt expressed readiness for talks.", ("Egypt", "express", "readiness for talks")),
        ("Egypt expressed concern about the raids.", ("Egypt", "express", "concern about the raids")),
        # order
        ("According to Reuters, rebels left Aleppo.", ("Reuters", "according to", "rebels left Aleppo")),
        ("Rebels left Aleppo, according to Reuters.", ("Reuters", "according to", "Rebels left Aleppo")),
        ("Rebels left Aleppo, Reuters said.", ("Reuters", "say", "Rebels left Aleppo")),
        ("Rebels left Aleppo, said Reuters.", ("Reuters", "say", "Rebels left Aleppo")),
        ("The raid was condemned by Turkey.", ("Turkey", "condemn", "The raid")),
        ("The minister was quoted as saying that rebels left.", ("minister", "quote", "rebels left")),
        ("Rebels hit two bridges and a port, Turkey said.", ("Turkey", "say", "Rebels hit two bridges and a port")),
        (
            "Rebels met in Gaza, a place that fell, Turkey said.",
            ("Turkey", "say", "Rebels met in Gaza, a place that fell"),
        ),
        ("Rebels met in exercises which Turkey says were a threat.", ("Turkey", "say", "were a threat")),
        ("Antony Blinken was killed after accusing Iran of torture.", ("Antony Blinken", "accuse", "Iran of torture")),
        ("The Syrian coordinator for influenza warns that many died.", ("coordinator", "warn", "many died")),
        ("Geologists working in Gaza warned it could rain.", ("Geologists", "warn", "it could rain")),
        ("A local newspaper says that rebels left.", ("local newspaper", "say", "rebels left")),
        ("Reuters reports Russia has captured Kyiv.", ("Reuters", "report", "Russia has captured Kyiv")),
        ("Reuters reports 23 were killed in Gaza.", ("Reuters", "report", "23 were killed in Gaza")),
        ("Hamas' armed wing says that rebels left.", ("armed wing", "say", "rebels left")),
        ("Rebels left, according to an outlet citing Turkey.", ("outlet", "according to", "Rebels left")),
        ("Police dismiss any link to rebels.", ("Police", "dismiss", "any link to rebels")),
        ("Turkey replied to the raids by stating that rebels left.", ("Turkey", "state", "rebels left")),
        # what is told to whom, and what only causes
        ("Turkey updated members today that rebels left.", ("Turkey", "update", "rebels left")),
        (
            "Turkey says rebels left, prompting civilians to flee.",
            ("Turkey", "say", "rebels left, prompting civilians to flee"),
        ),
        # a phrase with all that is reported in it
        (
            "Hamas claims that rebels slept from 6:00am to midnight.",
            ("Hamas", "claim", "rebels slept from 6:00am to midnight"),
        ),
        (
            "Turkey reports a grave, believed to hold ten men.",
            ("Turkey", "report", "a grave, believed to hold ten men"),
        ),
        ("Turkey reports a raid in Gaza, located near Egypt.", ("Turkey", "report", "a raid in Gaza")),
        # speakers
        ("A spokesman for Hamas said rebels left.", ("Hamas", "say", "rebels left")),
        ("Officials said rebels left Aleppo.", ("Officials", "say", "rebels left Aleppo")),
        ("Ilham Aliyev, the president of Azerbaijan, said rebels left.", ("Ilham Aliyev", "say", "rebels left")),
        ("US Secretary of State Antony Blinken said rebels left.", ("Antony Blinken", "say", "rebels left")),
        ("Hamas, which governs Gaza, said rebels left.", ("Hamas", "say", "rebels left")),
        ("Both Russia and Turkey demand a ceasefire.", ("Russia and Turkey", "demand", "a ceasefire")),
        ("On Monday, in Kyiv, France said rebels left.", ("France", "say", "rebels left")),
        # any noun speaks by a verb that only speakers have; many of them speak as one
        ("An inquiry claims that rebels left.", ("inquiry", "claim", "rebels left")),
        ("Hundreds of protesters demand a ceasefire.", ("protesters", "demand", "a ceasefire")),
        ("Protesters gather in Kyiv calling for peace.", ("Protesters", "call", "peace")),
        ("Rebels left Aleppo, the U.S.-led coalition has said.", ("coalition", "say", "Rebels left Aleppo")),
        # sources beside a clause
        ("According to Reuters at least 20 rebels left.", ("Reuters", "according to", "at least 20 rebels left")),
        ("Rebels left Aleppo, as per Reuters.", ("Reuters", "as per", "Rebels left Aleppo")),
        (
            'Rebels will "leave Aleppo," said a ministry official.',
            ("ministry official", "say", 'Rebels will "leave Aleppo'),
        ),
        # relative clauses whose object is before the cue
        ("Rebels left a man whom Turkey accuses of murder.", ("Turkey", "accuse", "murder")),
        ("Rebels left after a fire which Turkey blames on an attack.", ("Turkey", "blame", "an attack")),
        ("Rebels left what Turkey says was a base.", ("Turkey", "say", "was a base")),
        # quotations
        ('"We left", a resident of Aleppo told Reuters.', ("resident of Aleppo", "tell", "We left")),
        ('"We left Aleppo," the ministry said.', ("the ministry", "say", "We left Aleppo,")),
        ('Turkey said, "We left Aleppo."', ("Turkey", "say", "We left Aleppo.")),
        ('Turkey said it was "at war" with rebels.', ("Turkey", "say", 'it was "at war" with rebels')),
        ('"We left," said Hamas, "and we stay away."', ("Hamas", "say", 'We left," said Hamas, "and we stay away.')),
    ],
)
def test_one_attribution(text: str, row: Row) -> None:
    found = said(text)
    speaker, cue, content = row
    assert [(c, x) for _, c, x in found] == [(cue, content)]
    assert speaker in found[0][0] or found[0][0] in speaker


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "Egypt expressed readiness for talks but insists that rebels must leave.",
            [("Egypt", "express", "readiness for talks"), ("Egypt", "insist", "rebels must leave")],
        ),
        (
            "Iran denied the report, emphasizing that no civilians died.",
            [("Iran", "deny", "the report"), ("Iran", "emphasize", "no civilians died")],
        ),
        (
            "Syria closed the border and the United Nations calls for talks.",
            [("United Nations", "call", "talks")],
        ),
        (
            "Four soldiers died near Aleppo, with Turkey blaming rebels for the deaths.",
            [("Turkey", "blame", "rebels for the deaths")],
        ),
        (
            "Sudan confirmed that shells hit Khartoum but said that nobody died.",
            [("Sudan", "confirm", "shells hit Khartoum"), ("Sudan", "say", "nobody died")],
        ),
        (
            "Egypt announces a truce after admitting heavy losses.",
            [("Egypt", "announce", "a truce"), ("Egypt", "admit", "heavy losses")],
        ),
        (
            "Turkey updates its figures, stating that ten men died.",
            [("Turkey", "state", "ten men died")],
        ),
        ("Police arrest Antony Blinken for insulting the army by criticising the war.", []),
        (
            "After Turkey said rebels left, Egypt rejected this theory.",
            [("Turkey", "say", "rebels left"), ("Egypt", "reject", "this theory")],
        ),
        (
            "France condemned the raid and urged Israel to leave Gaza.",
            [("France", "condemn", "the raid"), ("France", "urge", "Israel to leave Gaza")],
        ),
    ],
)
def test_two_functions_are_two_claims(text: str, rows: list[Row]) -> None:
    assert said(text) == rows


@pytest.mark.parametrize(
    "text",
    [
        "Areas claimed by rebels were shelled.",
        "The report on Gaza was late.",
        "The attack claimed the lives of ten people.",
        "A group calling itself Hamas attacked a town.",
        "No group has claimed responsibility for the attack.",
        "Early reports say that rebels left Aleppo.",
        "Turkey questioned the prisoners in Aleppo.",
    ],
)
def test_what_looks_like_a_cue_and_is_none(text: str) -> None:
    assert said(text) == []


def speakers(text: str) -> list[str | None]:
    return [c.speaker.entity.name if c.speaker and c.speaker.entity else None for c in read(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ilham Aliyev met officials. He said rebels left.", ["Ilham Aliyev"]),
        ("Hamas condemned the raid. It said rebels left.", ["Hamas", "Hamas"]),
        ("NATO met Russia. Turkey left the talks after it said rebels had won.", ["Turkey"]),
        ("Turkey issued a statement. The statement said rebels left.", ["Turkey"]),
        ("Turkey said:\n\nWe left Aleppo. We urge Russia to leave Syria.", ["Turkey", "Turkey"]),
        (
            "Turkey said:\n\nNATO concluded that rebels left Aleppo.\n\nTroops will stay in Syria.",
            ["NATO", "Turkey"],
        ),
        (
            "Turkey released the following statement on the raid:\n\nTroops left Aleppo. Troops will stay in Syria.",
            ["Turkey", "Turkey"],
        ),
        (
            'Turkey provided the following statement:\n\n"\u200eTroops left Aleppo. Troops will stay in Syria."',
            ["Turkey", "Turkey"],
        ),
        ('Turkey said, "We left Aleppo. Russia must leave Syria."', ["Turkey", "Turkey"]),
    ],
)
def test_whom_pronouns_and_statements_mean(text: str, names: list[str]) -> None:
    found = [name for name in speakers(text) if name is not None]
    assert found[-len(names) :] == names


def test_a_long_office_may_stand_between_a_quotation_and_its_verb() -> None:
    text = (
        '"Troops left Aleppo," Ilham Aliyev, commander of the Joint Task Force - Steady Resolve of the coalition, said.'
    )
    (row,) = said(text)
    assert row[1:] == ("say", "Troops left Aleppo,")
    assert row[0].startswith("Ilham Aliyev")


def test_a_statement_is_over_when_somebody_else_says_something() -> None:
    text = "Turkey said:\n\nTroops left Aleppo.\n\nRussia said rebels left Syria.\n\nTroops attacked Kyiv."
    assert speakers(text) == ["Turkey", "Russia", None]


def test_a_text_that_says_we_is_the_words_of_whoever_wrote_it() -> None:
    (claim,) = read("Troops arrived. We will continue to strike rebels in Syria.")[-1:]
    assert claim.voice is Voice.ATTRIBUTED
    assert claim.speaker is not None
    assert claim.speaker.entity is None


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Russia said rebels left Aleppo, while Turkey closed the border.", "rebels left Aleppo"),
        ("Russia said rebels left Aleppo, which lies in Syria.", "rebels left Aleppo"),
        ("Russia said rebels left Aleppo, but Turkey closed the border.", "rebels left Aleppo"),
        ("Egypt announced a ceasefire after a raid was over.", "a ceasefire"),
        ("Egypt announced a ceasefire following a raid.", "a ceasefire"),
    ],
)
def test_where_content_ends(text: str, content: str) -> None:
    assert said(text)[0][2] == content


def test_a_quotation_behind_a_colon_is_speech() -> None:
    assert said('Turkey defended the raid: "no civilian died there".')[-1][2] == "no civilian died there"


@pytest.mark.parametrize(
    "text",
    [
        "Reuters, citing Ethiopian officials, reported that rebels left.",
        "Reuters reported that rebels left, citing Ethiopian officials.",
    ],
)
def test_the_source_behind_a_source(text: str) -> None:
    (claim,) = [c for c in read(text) if c.speaker]
    assert claim.speaker is not None
    assert claim.speaker.entity is not None
    assert claim.via is not None
    assert claim.via.entity is not None
    assert (claim.speaker.entity.name, claim.via.entity.name) == ("Reuters", "Ethiopian officials")


def test_reported_speech_inside_quotation_marks_is_not_read_again() -> None:
    text = 'Turkey said, "Russia told us that rebels left."'
    assert [row[0] for row in said(text)] == ["Turkey"]


PIECES = [
    "Israel",
    "said",
    "that",
    ",",
    ".",
    '"',
    "“",
    "”",
    "and",
    "to",
    "accused",
    "Hamas",
    "of",
    ":",
    "the",
    "we",
    "\n",
]
PIECES += [
    "(",
    ")",
    "-",
    "–",
    "not",
    "by",
    "according to",
    "which",
    "has",
    "been",
    "attacked",
    "reports",
    "as saying",
    "it",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_words_are_read(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for claim in read(text):
        check(text, claim)


@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    for claim in read(text):
        check(text, claim)


def check(text: str, claim: Claim) -> None:
    assert claim.span.of(text).strip()
    assert claim.span.end <= len(text)
    assert claim.sentence.start <= claim.span.start < claim.sentence.end
    assert (claim.voice is Voice.ATTRIBUTED) == (claim.speaker is not None)
    for reference in (*claim.targets, *claim.places, *filter(None, [claim.speaker, claim.via])):
        assert reference.span.end <= len(text)
    assert all(place.basis is not None for place in claim.places)
    assert 0 <= claim.confidence <= 1
