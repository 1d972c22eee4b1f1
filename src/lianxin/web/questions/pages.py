from __future__ import annotations

from dataclasses import dataclass

from lianxin.web.questions.asking import Questions


@dataclass(frozen=True)
class Ask:
    questions: Questions
