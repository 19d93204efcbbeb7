"""What all commands share: errors to exit codes, streams, progress."""

import functools
import io
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

import typer

from toolkit.errors import ToolkitError

EXIT_ERROR, EXIT_REJECTED, EXIT_INTERRUPTED = 1, 3, 130
DEBUG = {"on": False}

Command = TypeVar("Command", bound=Callable[..., Any])


class App(typer.Typer):
    """A Typer app whose commands turn our errors into one line and an exit code."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(
            # Brackets in help texts stay as they are, and no local variable (an article's text)
            # is ever printed by a crash.
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            **options,
        )

    def add(self, name: str) -> Callable[[Command], Command]:
        """Registers a command under a name.

        Args:
            name: As the user types it.

        Returns:
            A decorator.
        """

        def register(function: Command) -> Command:
            self.command(name)(guarded(function))
            return function

        return register


def guarded(function: Command) -> Callable[..., Any]:
    """The function, with its errors printed and turned into exit codes."""

    @functools.wraps(function)
    def run(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - passed on
        try:
            try:
                result = function(*args, **options)
            except typer.Exit:
                sys.stdout.flush()
                raise
            # A reader that has gone is noticed here, and not when Python shuts down.
            sys.stdout.flush()
        except ToolkitError as error:
            fail(str(error))
        except KeyboardInterrupt:
            typer.echo("interrupted", err=True)
            raise typer.Exit(EXIT_INTERRUPTED) from None
        except BrokenPipeError:
            # The reader of our stdout has gone (`| head`): that is its choice, not an error.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except OSError as error:
            name = f"{error.filename}: " if error.filename else ""
            fail(f"{name}{error.strerror or error}. Check the disk and the permissions.")
        else:
            return result

    return run


def fail(message: str) -> None:
    """Prints an error and ends with exit code 1.

    Args:
        message: In the form of `toolkit.errors`.

    Raises:
        typer.Exit: Always.
    """
    if DEBUG["on"]:
        traceback.print_exc()
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(EXIT_ERROR)


def say(message: str) -> None:
    """Progress and remarks: stderr."""
    typer.echo(message, err=True)


def utf8_streams() -> None:
    """Results are UTF-8 whatever the console says; what it cannot show becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")
