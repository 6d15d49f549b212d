"""Running what others wrote. The parent judges, the child only computes; between them goes plain data.

A warm process (`zygote`) forks one child a learner, which builds its own walls (`enter`) before it runs a
line of the notebook (`child`). The parent speaks to it as a `learner`, and judges `stand_in` objects.
"""
