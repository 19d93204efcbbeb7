"""Fixtures that the tests of the runs and of the command line share."""

from tests.tiny_workspace import fails, toolkit, trained_once, untrained, workspace

__all__ = ["fails", "toolkit", "trained_once", "untrained", "workspace"]
