"""What does docs/rules.md say? Each rule's own card; `make golden` writes the page anew."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Final

from teammemory_bot.agents.hygiene_rules.registry import PULL_RULES
from teammemory_bot.agents.hygiene_rules.rule import Example, Rule

PAGE: Final = Path(__file__).parents[1] / "docs" / "rules.md"

HEAD: Final = """\
# Rules

<!-- made by `make golden` from the rules' own cards -->

What the hygiene agent checks on a pull request. A rule only informs until you name it in `fail-on`. To switch one
off, or to make it louder, put it into `.github/teammemory.yml` on the base branch:

```yaml
rules:
  RULE-ID: "off" # or info, low, medium, high
```
"""


def rules_page() -> str:
    """Return the whole page, rules in the order in which their results are shown."""
    return HEAD + "".join(_section(module.RULE) for module in PULL_RULES)


def _section(rule: Rule) -> str:
    return (
        f"\n## `{rule.id}`\n\n**{rule.title}.** Severity: {rule.severity}.\n\n{rule.why}\n\n"
        f"What to do: {rule.remedy}\n\n"
        f"- speaks: {_told(rule.triggers)}\n- is quiet: {_told(rule.quiet)}\n"
    )


def _told(example: Example) -> str:
    """Return what of an example is not as usual, in words."""
    usual = Example()
    words = [
        f"{field.name.replace('_', ' ')} {_value(getattr(example, field.name))}"
        for field in fields(Example)
        if field.name not in {"policy", "history"}
        and getattr(example, field.name) != getattr(usual, field.name)
    ]
    if example.history:
        words.append(f"in a repository with changes such as {_value(example.history[-1])}")
    return ", ".join(words or ["an ordinary pull request"])


def _value(value: object) -> str:
    match value:
        case str() | int():
            return f"`{' '.join(str(value).split())}`" if value != "" else "empty"
        case None:
            return "not known"
        case tuple() | frozenset():
            shown = [
                _value(each) for each in (sorted(value) if isinstance(value, frozenset) else value)
            ]
            return " ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")
    raise TypeError(f"an example holds a {type(value).__name__}")


def rewrite() -> None:
    """Write the page anew."""
    PAGE.write_text(rules_page(), "utf-8")


if __name__ == "__main__":
    rewrite()
