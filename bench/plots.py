"""Small plots, as SVG with their text as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl

from bench.results import HERE

mpl.use("svg")
mpl.rcParams.update(
    {"svg.fonttype": "none", "font.size": 11, "axes.spines.top": False, "axes.spines.right": False}
)
from matplotlib import pyplot

BLUE, GREY, RED = "#1f5fbf", "#8a8f98", "#c0392b"


def bars(
    name: str,
    title: str,
    labels: Sequence[str],
    values: Sequence[float],
    *,
    unit: str,
    budget: float | None = None,
    grey: Sequence[int] = (),
) -> None:
    """Horizontal bars with their values; `grey` ones are the reference, the line the budget."""
    figure, axes = pyplot.subplots(figsize=(7.6, 1.1 + 0.46 * len(labels)), layout="constrained")
    colours = [GREY if n in grey else BLUE for n in range(len(labels))]
    drawn = axes.barh(range(len(labels)), values, color=colours, height=0.62)
    axes.bar_label(drawn, [f" {value:,.4g} {unit}" for value in values])
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.margins(x=0.18)
    axes.set_title(title, loc="left", fontsize=12)
    axes.set_xlabel(unit)
    if budget is not None:
        axes.axvline(budget, color=RED, linestyle="--", linewidth=1.2)
        axes.text(budget, len(labels) - 0.45, f" budget {budget:g}", color=RED, fontsize=9)
    _save(name, figure)


def shares(
    name: str, title: str, lines: dict[str, Sequence[float]], *, unit: str, budget: float | None
) -> None:
    """How large a share of the values lies at or below each (an empirical distribution)."""
    figure, axes = pyplot.subplots(figsize=(7.6, 3.4), layout="constrained")
    for label, values in lines.items():
        ordered = _thinned(sorted(values))
        axes.plot(
            ordered, [(n + 1) / len(ordered) * 100 for n in range(len(ordered))], label=label
        )
    if budget is not None:
        axes.axvline(budget, color=RED, linestyle="--", linewidth=1.2, label=f"budget {budget:g}")
    axes.set_xscale("log")
    axes.set_xlabel(unit)
    axes.set_ylabel("% at or below")
    axes.set_title(title, loc="left", fontsize=12)
    axes.legend(frameon=False)
    _save(name, figure)


def curves(
    name: str,
    title: str,
    lines: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    *,
    x: str,
    y: str,
) -> None:
    """Shares against shares; the diagonal is where both say the same."""
    figure, axes = pyplot.subplots(figsize=(5.2, 4.6), layout="constrained")
    axes.plot([0, 1], [0, 1], color=GREY, linestyle="--", linewidth=1)
    for label, (across, up) in lines.items():
        axes.plot(across, up, marker="o", markersize=4, label=label)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.set_title(title, loc="left", fontsize=12)
    axes.legend(frameon=False)
    _save(name, figure)


def _thinned(values: list[float], *, most: int = 200) -> list[float]:
    if len(values) <= most:
        return values
    return [values[round(n * (len(values) - 1) / (most - 1))] for n in range(most)]


def _save(name: str, figure: Any) -> None:
    folder = HERE / "plots"
    folder.mkdir(exist_ok=True)
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
    pyplot.close(figure)
