"""Does a path's kind follow the documented conventions, and does an attribute beat them?"""

from __future__ import annotations

import pytest

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.path_kind import LinguistOverride, kind_of_path


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("celery/app/base.py", FileKind.SOURCE),
        ("setup.py", FileKind.SOURCE),
        ("src/Main.kt", FileKind.SOURCE),
        ("src/doc/render.py", FileKind.SOURCE),
        ("t/unit/app/test_log.py", FileKind.TEST),
        ("t/integration/tasks.py", FileKind.TEST),
        ("pkg/server_test.go", FileKind.TEST),
        ("conftest.py", FileKind.TEST),
        ("core/FetcherTest.java", FileKind.TEST),
        ("core/FetcherTests.scala", FileKind.TEST),
        ("core/Contest.java", FileKind.SOURCE),
        ("app/button.spec.tsx", FileKind.TEST),
        ("tests/fixtures/data.json", FileKind.TEST),
        ("docs/conf.py", FileKind.DOC),
        ("examples/app.py", FileKind.DOC),
        ("README", FileKind.DOC),
        ("LICENSE", FileKind.DOC),
        ("notes.md", FileKind.DOC),
        ("requirements-dev.txt", FileKind.OTHER),
        ("CMakeLists.txt", FileKind.OTHER),
        ("Makefile", FileKind.OTHER),
        ("py", FileKind.OTHER),
        (".py", FileKind.SOURCE),
        ("api/user.pb.go", FileKind.GENERATED),
        ("api/user_pb2.py", FileKind.GENERATED),
        ("lib/index.d.ts", FileKind.GENERATED),
        ("dist/app.js", FileKind.GENERATED),
        ("vendor/github.com/x/y.go", FileKind.VENDORED),
        ("web/node_modules/a/test/b.js", FileKind.VENDORED),
        ("vendor.py", FileKind.SOURCE),
    ],
)
def test_kind__follows_the_conventions(path: str, kind: FileKind) -> None:
    assert kind_of_path(RepoPath(path)) is kind


@pytest.mark.parametrize(
    ("path", "override", "kind"),
    [
        ("src/a.py", LinguistOverride(generated=True), FileKind.GENERATED),
        ("tests/a.py", LinguistOverride(generated=True), FileKind.GENERATED),
        ("src/a.py", LinguistOverride(vendored=True, generated=True), FileKind.VENDORED),
        ("src/a.py", LinguistOverride(documentation=True), FileKind.DOC),
        ("dist/app.js", LinguistOverride(generated=False), FileKind.SOURCE),
        ("vendor/own/a.py", LinguistOverride(vendored=False), FileKind.SOURCE),
        ("docs/conf.py", LinguistOverride(documentation=False), FileKind.SOURCE),
    ],
)
def test_kind__attributes_beat_conventions(
    path: str, override: LinguistOverride, kind: FileKind
) -> None:
    assert kind_of_path(RepoPath(path), override) is kind
