"""Groups of residents on their way to an association (社区社会组织孵化), with their projects.

Start with `states.py` and `needs.py`, which say what a group needs to go on; then `actions/`.
"""
