"""How does a run end that did not go well? One sentence and a documented exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from teammemory_bot.support.errors import ExitCode, TeamMemoryError

INTERRUPTED = 130  # 128 + SIGINT, the shells' convention


@contextmanager
def one_sentence(*, with_traceback: Callable[[], bool]) -> Iterator[None]:
    """Turn every failure inside into one sentence on standard error and an exit code."""
    try:
        yield
    except TeamMemoryError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _say("interrupted; what was read so far is kept")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away (`teammemory … | head`): nothing is left to say.
        # https://docs.python.org/3/library/signal.html#note-on-sigpipe
        sys.stderr.close()
        sys.exit(ExitCode.FINE)
    except (click.exceptions.Exit, click.ClickException, click.Abort):
        raise
    except Exception as error:  # noqa: BLE001  # the last line of defence of the command line
        if with_traceback():
            traceback.print_exc()
        _say(f"{_place(error)}: this is our own fault, please report it (-v shows the traceback)")
        sys.exit(ExitCode.OUR_FAULT)


def _say(sentence: str) -> None:
    """Write a sentence that may quote hostile bytes: one line, nothing but printable text."""
    inert = "".join(c if c.isprintable() else "?" for c in sentence)
    click.echo(f"teammemory: {inert}", err=True)


def _place(error: Exception) -> str:
    """Return type and place, never the message: it may quote a stranger or a secret."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
