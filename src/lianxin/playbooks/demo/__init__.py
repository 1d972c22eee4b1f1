"""A town that lives: its shapes, its people, and a year of its cases, played through the actions.

Start reading at `town.load`. The words of the town are data, in ../towns/.
"""
