"""Everything about this machine and setup, looked at once and said in findings.

Findings are values: the command and the screen show the same ones. Each check stands alone; one
that fails says so and never stops the others.
"""
