"""What does docs/configuration.md say of each key? What the model itself says."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from teammemory_bot.config.json_schema import config_schema

PAGE: Final = Path(__file__).parents[1] / "docs" / "configuration.md"

HEAD: Final = """\
# Configuration

<!-- the table is made by `python -m testing.configuration_page` from the model's own words -->

Everything works without a file. A team that wants it otherwise puts `.github/teammemory.yml` on its default branch;
`teammemory config init` prints a commented one that fits the repository, `teammemory config check` says every mistake
with line and column, `teammemory config schema` prints a JSON Schema for editors.

- **Read from the base branch only**: a pull request cannot change the rules that it is judged by.
- **Precedence**: flags of the command line, then the environment (the action's inputs), then this file, then defaults.
  An input that is empty counts as not given.
- **No secrets**: a key that looks like a token or password is refused, and its value is not repeated. Give secrets to the
  action as inputs.
- **Limits**: 64 KiB, 20 levels, 5,000 values, 500 entries a list, 20 patterns; no anchors, aliases, tags, second documents or duplicate
  keys. `yes`, `no`, `on` and `off` are text, as in YAML 1.2.
- **Globs** (`branches`, `paths`, `components`, `base_branches`): `*` inside one level, `**` across levels, `?` one character,
  a trailing `/` for everything below. **Patterns** are RE2's; one that cannot run in linear time, is too large or matches
  nothing at all is refused.

| key | default | what it does |
|---|---|---|
"""


def configuration_page() -> str:
    """Return the whole page."""
    schema = config_schema()
    return HEAD + "".join(_rows(schema, schema["$defs"], ""))


def _rows(section: dict[str, Any], sections: dict[str, Any], prefix: str) -> list[str]:
    rows: list[str] = []
    for key, described in section["properties"].items():
        reference = described.get("$ref", "")
        if reference:
            rows += _rows(sections[reference.rpartition("/")[2]], sections, f"{prefix}{key}.")
        else:
            default = described.get("default", {} if described.get("type") == "object" else [])
            rows.append(f"| `{prefix}{key}` | {_told(default)} | {described['description']} |\n")
    return rows


def _told(default: object) -> str:
    match default:
        case bool():
            return f"`{str(default).lower()}`"
        case None | "" | [] | {}:
            return "none"
        case list():
            return f"`[{', '.join(map(str, default))}]`"
    return f"`{default}`"


if __name__ == "__main__":
    PAGE.write_text(configuration_page(), "utf-8")
