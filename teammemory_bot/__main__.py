"""`python -m teammemory_bot` is the command line."""

from __future__ import annotations

from teammemory_bot.entrypoints.cli import main

if __name__ == "__main__":
    main(prog_name="teammemory")
