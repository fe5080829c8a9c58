"""What does docs/rules.md say? Each rule's own card; `make golden` writes the page anew."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Final

from teammemory_bot.agents.hygiene_rules.registry import MEMORY_RULES, PULL_RULES, all_rules
from teammemory_bot.agents.hygiene_rules.rule import Example, ExampleChange, PastExample, Rule

PAGE: Final = Path(__file__).parents[1] / "docs" / "rules.md"

HEAD: Final = """\
# Rules

<!-- made by `make golden` from the rules' own cards -->

What the hygiene agent checks: on a pull request, in `teammemory audit` over the whole memory, or both. A rule only
informs until you name it in `fail-on`. To switch one off, or to make it louder, put it into
`.github/teammemory.yml` on the base branch:

```yaml
rules:
  oversized-change: "off" # or info, low, medium, high
```

Each rule gives one of four results: *pass*, *fail*, *unknown* when it could not be judged (say because Jira was not
read), and *skip* with its reason. What is exempt by `exempt` in the configuration is a skip. The label that
`bypass_label` names lets failures pass, and stands in the comment. The examples below are run by the tests.
"""


def rules_page() -> str:
    """Return the whole page, rules in the order in which their results are shown."""
    return HEAD + "".join(_section(rule) for rule in all_rules())


def _section(rule: Rule) -> str:
    where = [
        name
        for rules, name in ((PULL_RULES, "pull requests"), (MEMORY_RULES, "the audit"))
        if any(module.RULE is rule for module in rules)
    ]
    lines = [
        f"\n## `{rule.id}`\n\n**{rule.title}.** Severity: {rule.severity}. In {' and '.join(where)}.\n\n"
        f"{rule.why}\n\nWhat to do: {rule.remedy}\n"
    ]
    if rule.triggers is not None and rule.quiet is not None:
        lines.append(f"\n- speaks: {_told(rule.triggers)}\n- is quiet: {_told(rule.quiet)}\n")
    if rule.past_triggers is not None and rule.past_quiet is not None:
        lines.append(
            f"\n- the audit counts: {_past(rule.past_triggers)}\n"
            f"- the audit passes: {_past(rule.past_quiet)}\n"
        )
    return "".join(lines)


def _past(example: PastExample) -> str:
    """Return what of a past is not as usual, in words; of its changes the last one."""
    usual = PastExample(changes=())
    words = [f"a change with {_differences(example.changes[-1], ExampleChange(title=''))}"]
    if len(example.changes) > 1:
        words.append(f"after others such as {_value(example.changes[0].title)}")
    words += [
        f"{name.replace('_', ' ')} {_value(getattr(example, name))}"
        for name in ("issues", "codeowners", "requestable", "unread")
        if getattr(example, name) != getattr(usual, name)
    ]
    words += [f"component {_value(part.name)}" for part in example.components]
    return ", ".join(words)


def _differences(change: ExampleChange, usual: ExampleChange) -> str:
    words = [
        f"{field.name.replace('_', ' ')} {_value(getattr(change, field.name))}"
        for field in fields(ExampleChange)
        if getattr(change, field.name) != getattr(usual, field.name)
    ]
    return ", ".join(words)


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
