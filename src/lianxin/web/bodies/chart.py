"""The chart of bodies, drawn as an indented tree that a phone can show, and the same as a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.urls import reverse

from lianxin.bodies.models import Body
from lianxin.web.bodies.pages import Node
from lianxin.web.parts import Link

STEP: Final = 22
LINE: Final = 34
BOX: Final = 26
EDGE: Final = 8
LONGEST: Final = 17  # characters that a box of a phone has room for


def chart(bodies: Sequence[Body]) -> tuple[list[Node], list[tuple[int, Link]], int]:
    """The boxes, the lines of the list with how deep each stands, and how high the drawing is."""
    below: defaultdict[UUID | None, list[Body]] = defaultdict(list)
    known = {body.pk for body in bodies}
    for body in bodies:
        below[body.parent_id if body.parent_id in known else None].append(body)
    nodes: list[Node] = []
    lines: list[tuple[int, Link]] = []

    def put(body: Body, depth: int, above_y: int) -> None:
        x, y = EDGE + STEP * depth, EDGE + LINE * len(nodes)
        name = body.name if len(body.name) <= LONGEST else f"{body.name[: LONGEST - 1]}…"
        nodes.append(Node(x, y, name, x - STEP // 2, above_y, is_root=depth == 0))
        lines.append((depth, Link(body.name, reverse("bodies:known", args=[body.ref]))))
        for one in below[body.pk]:
            put(one, depth + 1, y + BOX)

    for root in below[None]:
        put(root, 0, 0)
    return nodes, lines, 2 * EDGE + LINE * len(nodes)
