"""Is the image small, closed and complete?"""

from __future__ import annotations

import json
import subprocess

LIMIT_MB = 200
"""What the image may add to its base, unpacked."""


def _inspect(engine: str, image: str) -> dict[str, object]:
    told = subprocess.run([engine, "image", "inspect", image], capture_output=True, check=True)
    return json.loads(told.stdout)[0]


def _shell(engine: str, image: str, script: str) -> str:
    command = [engine, "run", "--rm", "--network=none", "--entrypoint=sh", image, "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_image__adds_little_to_its_base(engine: str, image: str, base_image: str) -> None:
    added = int(str(_inspect(engine, image)["Size"])) - int(
        str(_inspect(engine, base_image)["Size"])
    )
    assert 0 < added < LIMIT_MB * 1_000_000


def test_image__sets_no_user_and_starts_isolated(engine: str, image: str) -> None:
    config = _inspect(engine, image)["Config"]
    assert isinstance(config, dict)
    assert not config.get("User")
    assert config["Entrypoint"][1:] == [
        "-I",
        "-X",
        "utf8",
        "-m",
        "teammemory_bot.entrypoints.action",
    ]


def test_image__holds_code_templates_and_git_and_no_way_to_install_more(
    engine: str, image: str
) -> None:
    told = _shell(
        engine,
        image,
        "cd /opt/teammemory && git --version && ls code/teammemory_bot/templates"
        " && venv/bin/python -I -c 'import teammemory_bot as t; print(t.__file__)'"
        " && venv/bin/python -I -m teammemory_bot --version"
        " && ! venv/bin/python -I -c 'import pip' 2>/dev/null",
    )
    assert "git version 2." in told
    assert "comment.md.j2" in told
    assert "/opt/teammemory/code/teammemory_bot/__init__.py" in told
    assert "unknown" not in told
