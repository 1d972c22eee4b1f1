"""What the product costs, measured: one module a budget, each against a reference in the same run.

`python -m bench` measures everything, `python -m bench submit` one budget. Each module has
`measure() -> list[Figure]`; what it found goes to `results/`, `plots/` and `RESULTS.md`.
Installations that take long to fill are kept in LIANXIN_BENCH (default /tmp/lianxin-bench).
"""
