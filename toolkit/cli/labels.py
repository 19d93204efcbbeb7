"""The label store's commands."""

from toolkit.cli.base import App


def register(app: App) -> None:
    """Adds the commands of this file."""
