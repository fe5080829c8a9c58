"""How is a team's own template rendered? By a child process that has nothing to give away.

Jinja's sandbox keeps a template from reaching Python, but not from eating all memory or time. So the
template runs in a process of its own (`plumbing/template_child.py` starts it): no environment, no
files, limits on memory and time, and nothing but the slots of one comment, which are already safe.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Final

from jinja2 import DictLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from teammemory_bot.render.environment import UnsafeValue, only_safe, without_tools
from teammemory_bot.render.filters import one_line, slots_from_json

MAX_MEMORY_BYTES: Final = 256 * 1024 * 1024
MAX_CPU_SECONDS: Final = 2
MAX_TEMPLATE: Final = 65_536
"""Characters of a template: a longer one is no template for a comment."""
MAX_OUTPUT: Final = 1_000_000
"""Characters that a template may write; the comment is cut to its budget later."""


class TooMuchWritten(TemplateError):
    """The template writes without end."""


def render_source(source: str, slots_as_json: str) -> str:
    """Return what a template makes of the slots. Raises Jinja's errors and `UnsafeValue`."""
    if len(source) > MAX_TEMPLATE:
        raise TooMuchWritten(f"the template is longer than {MAX_TEMPLATE:,} characters")
    environment = without_tools(
        ImmutableSandboxedEnvironment(
            autoescape=False,  # `only_safe` is the guard, see render/environment.py
            finalize=only_safe,
            keep_trailing_newline=True,
            loader=DictLoader({}),
            lstrip_blocks=True,
            optimized=False,  # constants are not computed before the limits on them can tell
            trim_blocks=True,
            undefined=StrictUndefined,
        )
    )
    pieces: list[str] = []
    length = 0
    for piece in environment.from_string(source).generate(slots_from_json(slots_as_json)):
        length += len(piece)
        if length > MAX_OUTPUT:
            raise TooMuchWritten("the template writes without end")
        pieces.append(piece)
    return "".join(pieces)


def answer_to(source: str, slots_as_json: str) -> dict[str, str]:
    """Return the text that a template makes, or in one line why it makes none."""
    try:
        return {"text": render_source(source, slots_as_json)}
    except SecurityError:
        reason = "the template asks for something that templates may not have"
    except TemplateNotFound as error:
        reason = (
            f"the template asks for another one, {one_line(str(error.name))}; it has to stand alone"
        )
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f"line {line}: " if line else ""
        reason = where + one_line(error.message or type(error).__name__)
    except UnsafeValue as error:
        reason = str(error)
    except MemoryError:
        reason = "it needs more memory than it may have"
    except RecursionError:
        reason = "it calls itself without end"
    except IndentationError:  # of the Python that Jinja makes of it
        reason = "its blocks are nested too deeply"
    except Exception as error:  # noqa: BLE001  # a hostile template may raise anything at all
        reason = f"{type(error).__name__} in the template"
    return {"error": reason}


def main() -> None:
    """Render one template: a JSON object on standard input, one on standard output."""
    limit_myself()
    asked = json.load(sys.stdin)
    json.dump(answer_to(asked["template"], asked["slots"]), sys.stdout)


def limit_myself() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES),
        (resource.RLIMIT_CPU, MAX_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    main()
