"""Papers that leave the house or come in: documents made of plain values, and the long jobs that
make or read them in the background. Knows no cases and no people's rights: who may have a paper,
and what stands in it, the rooms above decide. Start with `document.py` and `actions.py`.
"""
