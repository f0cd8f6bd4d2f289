"""Loading a pipeline, parsing a text with it, and what texts nobody foresaw do to it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from app import extraction
from app.errors import UnusablePipeline
from app.extraction import paragraphs
from app.extraction.parsing import pipeline
from app.extraction.parsing.parse import parse
from app.extraction.parsing.schemes import Scheme
from app.extraction.parsing.tree import Tree

TEXT = (
    "Officials in Gaza said on Monday that Russian-backed rebels had shelled the town, killing at least 27 people."
    " The U.S. doesn't recognise it."
)


def trees(text: str) -> list[Tree]:
    return list(parse(text, paragraphs.split(text), pipeline.load()).values())


def test_our_own_parses() -> None:
    tree, _ = trees(TEXT)
    at = tree.low.index
    assert tree.subject(at("said")) == at("officials")
    assert tree.clausal_complement(at("said")) == at("shelled")
    assert tree.subject(at("shelled")) == at("rebels")
    assert tree.counted(at("27")) == at("people")
    assert tree.oblique(at("officials"), "in") == at("gaza")


def test_words_of_several_tokens_are_one() -> None:
    first, second = trees(TEXT)
    word = first.low.index("russian-backed")
    assert first.head(word) == first.low.index("rebels")
    assert second.low[2] == "doesn't"
    assert (second.relation(2), second.head(2)) == ("aux", 3)


def test_loaded_once_and_for_both_ways_to_say_own() -> None:
    assert pipeline.load() is pipeline.load(None)
    assert pipeline.load("") is pipeline.load()
    assert pipeline.load().scheme is Scheme.UD


def test_a_path_may_be_set(tmp_path: Path) -> None:
    folder = Path(pipeline.__file__).parents[1] / "model"
    assert pipeline.load(str(folder)).description.endswith(f"({folder}; Universal Dependencies)")
    assert extraction.read(TEXT, pipeline=str(folder)).claims


@pytest.mark.parametrize("name", ["no_such_package", "app", "/nowhere"])
def test_what_cannot_be_loaded_is_named(name: str) -> None:
    with pytest.raises(UnusablePipeline, match=f"{name} cannot be loaded"):
        pipeline.load(name)


def test_a_pipeline_without_a_parser_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path)
    with pytest.raises(UnusablePipeline, match="has no parser"):
        pipeline.load(str(tmp_path))


def test_a_parser_of_unknown_labels_is_refused(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    parser = nlp.add_pipe("parser")
    for label in ("SBJ", "OBJ"):
        parser.add_label(label)  # type: ignore[attr-defined]  # of any parser
    nlp.initialize()
    nlp.to_disk(tmp_path)
    with pytest.raises(UnusablePipeline, match="neither as Universal Dependencies nor as ClearNLP"):
        pipeline.load(str(tmp_path))


def test_headings_and_furniture_are_not_parsed() -> None:
    text = f"War\n{TEXT}\n{TEXT}\n"
    assert len(trees(text)) == len(trees(TEXT)) == 2


def test_the_result_depends_on_the_text_alone() -> None:
    alone = trees(TEXT)
    together = trees("Ten soldiers were wounded in Kabul. " * 70 + TEXT)[-2:]
    assert [tree.heads for tree in alone] == [tree.heads for tree in together]
    assert [tree.heads for tree in alone] == [tree.heads for tree in trees(TEXT)]


def test_what_was_parsed_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_REMEMBERED", 1_000)
    monkeypatch.setattr(pipeline, "_FORGET_AFTER", 5_000)
    fresh = pipeline._load.__wrapped__("")
    strings = fresh._nlp.vocab.strings
    counts = []
    for n in range(60):
        text = " ".join(f"Zz{n}x{k} said no." for k in range(100))
        parse(text, paragraphs.split(text), fresh)
        counts.append(len(strings))
    assert counts[-1] < counts[0] + 5_000


def test_threads_take_turns() -> None:
    found: list[list[Tree]] = []
    threads = [threading.Thread(target=lambda: found.append(trees(TEXT * 20))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len({tuple(map(tuple, (tree.heads for tree in made))) for made in found}) == 1


def test_spacy_is_not_imported_for_help() -> None:
    code = "import app.cli, app.extraction, sys; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


HOSTILE = {
    "capitals": "TROOPS IN GAZA SAID THAT TEN PEOPLE WERE KILLED AND FIVE WOUNDED. " * 20,
    "arabic": "قال مسؤولون يوم الاثنين إن عشرة أشخاص قتلوا. " * 40,
    "chinese": "官员周一表示，十人死亡，三人受伤。" * 200,
    "one line": "Troops attacked the town and left it " * 5_500,
    "aa": "Aa " * 330_000,
    "digits": "1" * 1_000_000,
    "spaces": "Troops" + " " * 100_000 + "left. They came.",
    "overrides": "\u202eTroops\u202c said\u2066 ten\u2069 people died. " * 200,
    "marks": "T\u0301\u0302\u0303roops sa\u0308id. " * 500,
    "line separators": "Troops\u2028left\u2029and\u0085came. " * 500,
    "quotes": '"“‘«' * 5_000,
    "brackets": "(" * 100_000,
    "html": "<p>Troops <b>left</b> the &amp; town.</p> " * 500,
    "emoji": "👨‍👩‍👧‍👦🇺🇦 said 🔥. " * 500,
    "apostrophes": "don't' can't''ve 'tis " * 500,
    "full stops": ". " * 50_000,
    "null": "Troops \x00 left.\x01 " * 100,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_end_and_are_aligned(name: str) -> None:
    text = HOSTILE[name]
    page = paragraphs.split(text)
    began = time.process_time()
    found = parse(text, page, pipeline.load())
    assert time.process_time() - began < 30
    sizes = {s.span: len(s.tokens) for paragraph in page for s in paragraph.sentences}
    for span, tree in found.items():
        check(tree, sizes[span])


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("aT .'’\"“-–:/\u2028\u0301é1,é$%()\u202e\t@#_etcn"), min_size=1, max_size=80))
def test_any_text_is_aligned(text: str) -> None:
    sentence = paragraphs.tokens(text, 0, len(text))
    (tree,) = pipeline.load().parse(text, [sentence])
    assert (tree is None) == (not sentence)
    if tree is not None:
        check(tree, len(sentence))


def check(tree: Tree, size: int) -> None:
    """See that a tree has a head inside it, a relation, a class and a form for each word, and a root."""
    assert {len(tree.heads), len(tree.relations), len(tree.pos), len(tree.forms), len(tree.low)} == {size}
    assert all(-1 <= head < size and head != i for i, head in enumerate(tree.heads))
    assert all(tree.relations)
    assert all(tree.pos)
    for word in range(size):
        first, last = tree.span(word)
        assert first <= word <= last


def test_time_grows_with_the_length_alone() -> None:
    line = "Troops attacked the town on Monday, the ministry said, and left it to the rebels. "
    seconds = []
    for times in (100, 800):
        text = line * times
        page = paragraphs.split(text)
        began = time.process_time()
        parse(text, page, pipeline.load())
        seconds.append(time.process_time() - began)
    assert seconds[1] < 8 * 3 * seconds[0]
