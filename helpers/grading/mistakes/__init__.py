"""Mistakes worth recognising, as code: each returns what somebody who makes it would get.

They are building blocks that several chapters use, or chapters to come. An exercise gives each the hint
that fits the place.
"""
