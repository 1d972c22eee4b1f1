"""Learning from texts that people have confirmed."""

from __future__ import annotations

import random

import pytest

from lianxin.language import classify, scores, taxonomy, training
from lianxin.language.scores import Answer
from lianxin.language.values import ClassWords
from tests.language.said import said

CLASSES = taxonomy.shipped()[:6]
CODES = {entry.code for entry in CLASSES}
ENDS = ("，请处理", "，什么时候能好", "，反映几次了", "。谢谢", "，老人孩子都受影响")


@pytest.fixture(scope="module")
def confirmed() -> list[tuple[str, str]]:
    texts = [pair for pair in said() if pair[1] in CODES]
    return [(text + end, code) for text, code in texts for end in ENDS]


@pytest.fixture(scope="module")
def trained(confirmed) -> training.Trained:
    return training.train(confirmed, classes=CLASSES)


def test_the_same_texts_teach_the_same_model(confirmed, trained) -> None:
    assert training.train(confirmed, classes=CLASSES) == trained


def test_what_is_held_out_stays_held_out(confirmed) -> None:
    """New texts move no old one to the other side, and texts that begin alike stay together."""
    learn, held_out = training.split(confirmed)
    again = training.split([("后来才来的一条", "ROADS"), *reversed(confirmed)])
    assert set(held_out) <= set(again[1])
    assert set(learn) <= set(again[0])
    begun = [(f"春晖苑三号楼到五号楼之间的那条小路上路灯全都不亮了{n}次{end}", "ROADS")
             for n in range(9) for end in ENDS]  # fmt: skip
    assert [] in training.split(begun)


def test_what_was_confirmed_counts_more_than_what_ships() -> None:
    """A desk that puts the noise of cooling towers under heating is followed."""
    classes = [entry for entry in taxonomy.shipped() if entry.code in {"NOISE", "GAS_HEAT"}]
    text = "冷却塔嗡嗡响，吵得睡不着"
    assert classify.shipped(classes).classify(text)[0].code == "NOISE"
    labelled = [(f"{place}的冷却塔{noise}", "GAS_HEAT")
                for place in ("一号楼", "西门", "锅炉房旁", "楼顶")
                for noise in ("声音大", "嗡嗡地响", "夜里响得睡不着", "吵人")]  # fmt: skip
    model = classify.load(training.train(labelled, classes=classes).data)
    assert model.classify(text)[0].code == "GAS_HEAT"


def test_codes_that_are_no_class_any_more_are_left_out(confirmed) -> None:
    known = training.train([*confirmed, ("老的一类", "GONE")], classes=CLASSES)
    assert set(classify.load(known.data).codes) == CODES


def test_a_class_nobody_spoke_of_is_no_obstacle() -> None:
    silent = ClassWords("SILENT", ())
    done = training.train([("路灯不亮", "ROADS")] * 3, classes=[*CLASSES, silent])
    assert classify.load(done.data).classify("路灯又灭了")[0].code == "ROADS"


def test_a_worse_model_is_refused(confirmed) -> None:
    learn, held_out = training.split(confirmed)
    drawn = random.Random(4)
    muddled = [(text, drawn.choice(sorted(CODES))) for text, _ in learn] * 3
    good = classify.load(training.train(learn, classes=CLASSES, held_out=held_out).data)
    bad = classify.load(
        training.train(muddled, classes=[ClassWords(c, ()) for c in CODES], held_out=held_out).data
    )
    assert not training.is_not_worse(bad, good, held_out)
    assert training.is_not_worse(good, bad, held_out)
    assert training.is_not_worse(good, good, held_out)
    assert training.is_not_worse(bad, None, held_out)


def test_scores_count_what_they_say() -> None:
    answers = [
        Answer("A", "A", "B", 0.95), Answer("A", "B", "A", 0.55),
        Answer("B", "B", "A", 0.95), Answer("B", "C", "A", 0.45),
    ]  # fmt: skip
    found = scores.of_answers(answers)
    assert (found.n, found.accuracy, found.top2) == (4, 0.5, 0.75)
    assert [(each.code, each.n, each.recall) for each in found.classes] == [
        ("A", 2, 0.5), ("B", 2, 0.5),
    ]  # fmt: skip
    assert found.classes[0].precision == 1
    assert found.calibration_error == pytest.approx((2 * 0.05 + 0.55 + 0.45) / 4)
    assert [(each.n, each.accuracy) for each in found.bins] == [(1, 0), (1, 0), (2, 1)]


def test_the_threshold_is_where_95_of_100_are_right() -> None:
    sure = [Answer("A", "A" if n % 25 else "B", "C", 0.9) for n in range(50)]
    unsure = [Answer("A", "A" if n % 2 else "B", "C", 0.5) for n in range(50)]
    found = scores.of_answers([*sure, *unsure])
    assert (found.threshold, found.coverage) == (0.9, 0.5)
    nothing = scores.of_answers(unsure)
    assert (nothing.threshold, nothing.coverage) == (1.01, 0)


def test_confidence_says_how_often_it_is_right() -> None:
    """A model learned from texts of which a fifth is wrongly labelled is not sure of more."""
    drawn = random.Random(2)
    things = {"ROADS": ("路灯", "井盖", "路面"), "WATER": ("水管", "龙头", "下水道")}
    texts = []
    for number in range(600):
        code = drawn.choice(sorted(things))
        text = f"{drawn.choice(things[code])}{drawn.choice('坏破堵旧')}了第{number}次请来看看"
        texts.append((text, code if drawn.random() < 0.8 else drawn.choice(sorted(things))))
    classes = [ClassWords(code, words) for code, words in things.items()]
    done = training.train(texts[:450], classes=classes, held_out=texts[450:])
    assert done.scores.accuracy > 0.8
    assert done.scores.calibration_error < 0.08
