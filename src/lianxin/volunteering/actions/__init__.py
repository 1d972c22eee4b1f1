"""Everything that can be done here. `helping` is what somebody says of herself, `signing` how she
signs up, `presence` when she came and went, `manual` what is added by hand, `corrections` what she
says is wrong, `certificates` the paper, `calls` shifts and urgent calls, `teams` who belongs to
them.
"""
