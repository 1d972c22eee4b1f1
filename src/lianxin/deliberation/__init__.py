"""Halls in which residents raise topics, discuss, support and vote (议事厅), and get an official answer.

Start with `states.py`, then `actions/`.
"""
