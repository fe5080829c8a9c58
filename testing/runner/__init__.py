"""What would GitHub's runner make of this run? The runner's side of an action, by the book.

The behaviour is that of actions/runner 2.336.0 (ContainerActionHandler, FileCommandManager,
ActionCommandManager), as far as a container action meets it.
"""

from __future__ import annotations
