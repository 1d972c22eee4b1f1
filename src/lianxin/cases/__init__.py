"""Requests from residents and firms, from first word to rated answer.

Start with `states.py` (the lifecycle), then the names in `actions/` (everything that can be
done), then `rules.py` (what a district's playbook decides).
"""
