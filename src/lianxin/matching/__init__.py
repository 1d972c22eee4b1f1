"""What fits whom, and why: jobs and people who want to be found, results and needs, mentors and
starters, policies and firms, offers and cases.

Hard conditions filter, the rest ranks, and every suggestion says its reasons in words. Start with
`ranking.py` (values only), then `queries.py`; invitations in waves and places given by wishes are
in `actions/`.
"""
