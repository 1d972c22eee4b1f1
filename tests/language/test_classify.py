"""Which class a text belongs to, from the words that ship."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxin.language import classify, scores, taxonomy
from lianxin.language.values import ClassWords
from tests.language.said import SAID, said

RESIDENTS = 16


@pytest.fixture(scope="module")
def shipped():
    return classify.shipped(taxonomy.shipped())


@pytest.mark.parametrize("entry", taxonomy.shipped(), ids=lambda entry: entry.code)
def test_a_class_ships_with_names_and_forty_phrases(entry: ClassWords) -> None:
    assert len(entry.names) >= 5
    assert len(set(entry.phrases)) >= 40
    assert len(set(entry.phrases)) == len(entry.phrases)


def test_no_phrase_stands_for_two_classes() -> None:
    phrases = [phrase for entry in taxonomy.shipped() for phrase in entry.phrases]
    assert len(phrases) == len(set(phrases))
    assert not set(phrases) & {text for text, _ in said()}


def test_what_residents_say_otherwise_is_understood(shipped) -> None:
    """105 texts in other words, 21 classes, not one label: 4 of 5 right, 9 of 10 in two."""
    found = scores.score(shipped, said())
    assert len(SAID) == len(taxonomy.shipped())
    assert found.accuracy >= 0.76
    assert found.top2 >= 0.88
    assert found.calibration_error <= 0.15


def test_the_words_that_decided_stand_in_the_text(shipped) -> None:
    for text, _ in said():
        for guess in shipped.classify(text):
            assert all(word in text for word in guess.words)
    (guess, *_) = shipped.classify("村口的路灯不亮")
    assert guess.code == "ROADS"
    assert "路灯" in guess.words[0]


def test_guesses_come_likeliest_first_and_share_one(shipped) -> None:
    guesses = shipped.classify("暖气不热", most=99)
    assert [g.confidence for g in guesses] == sorted((g.confidence for g in guesses), reverse=True)
    assert sum(g.confidence for g in guesses) == pytest.approx(1, abs=1e-4)
    assert guesses[0].code == "GAS_HEAT"
    assert len(shipped.classify("暖气不热")) == 3


def test_only_the_classes_asked_for_are_guessed(shipped) -> None:
    """A resident's text is never a firm's matter."""
    guesses = shipped.classify("园区没有食堂", among={"ROADS", "HEALTH"}, most=9)
    assert {guess.code for guess in guesses} == {"ROADS", "HEALTH"}
    assert shipped.classify("园区没有食堂", among=()) == []


def test_a_text_that_says_nothing_is_no_reason_to_be_sure(shipped) -> None:
    for text in ("", "   ", "……", "😀😀", "qwrtz"):
        assert shipped.classify(text)[0].confidence < 0.4


def test_numbers_of_a_person_change_nothing(shipped) -> None:
    """C23."""
    plain = shipped.classify("路灯不亮，请打            ")
    assert shipped.classify("路灯不亮，请打13812345678 ") == plain


def test_a_class_of_ones_own_is_learned_from_its_words() -> None:
    """A district's playbook may have other classes."""
    classes = [
        taxonomy.words_of("FERRY", label="轮渡与码头", examples=["轮渡", "渡船", "码头栈桥"]),
        taxonomy.words_of("WATER", label="供水与排水"),
    ]
    model = classify.shipped(classes)
    assert model.classify("渡口的船今天没开，码头上等了两小时")[0].code == "FERRY"
    assert model.classify("家里没水了")[0].code == "WATER"


def test_a_model_is_plain_arrays(shipped) -> None:
    data = shipped.to_bytes()
    again = classify.load(data)
    for text, _ in said()[::7]:
        before, after = shipped.classify(text), again.classify(text)
        assert [g.code for g in before] == [g.code for g in after]
        assert [g.words for g in before] == [g.words for g in after]
        assert before[0].confidence == pytest.approx(after[0].confidence, abs=0.01)
    assert all(name.endswith(".npy") for name in zipfile.ZipFile(io.BytesIO(data)).namelist())
    assert b"pickle" not in data


@pytest.mark.parametrize("data", [b"", b"no model", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="model"):
        classify.load(data)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400) | st.text(alphabet="路灯坏了停水，Ａ1İ😀\u0000\ud800", max_size=5000))
def test_no_text_breaks_it(text: str) -> None:
    for guess in classify.shipped(taxonomy.shipped()).classify(text):
        assert 0 <= guess.confidence <= 1
        assert all(word in text for word in guess.words)


def test_who_never_asks_never_loads_numpy() -> None:
    """A web process pays for understanding only when it uses it."""
    code = (
        "import sys\n"
        "from lianxin.language import classify, danger, similar, taxonomy, values\n"
        "assert 'numpy' not in sys.modules\n"
        "classify.shipped(taxonomy.shipped()).classify('停水')\n"
        "assert 'sklearn' not in sys.modules and 'scipy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
