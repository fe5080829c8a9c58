"""The whole program, imported: what the fork server of `testing/warm_start.py` begins with.

The two modules that are run as a program are left out: the interpreter wants to import those itself.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Final

import teammemory_bot

PROGRAMS: Final = frozenset(("teammemory_bot.__main__", "teammemory_bot.entrypoints.action"))

for _module in pkgutil.walk_packages(teammemory_bot.__path__, "teammemory_bot."):
    if _module.name not in PROGRAMS:
        importlib.import_module(_module.name)
