"""Coding by people: an append-only store of decisions, and the views over it."""
