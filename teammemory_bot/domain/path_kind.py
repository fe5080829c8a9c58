"""What is this file, by its path: source, test, documentation, generated, vendored, or other?

The conventions are the ones that every figure in docs/risk.md is measured with. A team that does it
differently says so in `.gitattributes` (`linguist-vendored`, `linguist-generated`,
`linguist-documentation`); the caller passes what these attributes say about the path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath

SOURCE_EXTENSIONS: Final = frozenset(
    [
        "py",
        "pyx",
        "go",
        "java",
        "scala",
        "kt",
        "c",
        "h",
        "cc",
        "cpp",
        "hpp",
        "cxx",
        "js",
        "mjs",
        "cjs",
        "ts",
        "tsx",
        "jsx",
        "rb",
        "rs",
        "php",
        "cs",
        "swift",
        "m",
    ]
)

_VENDORED_FOLDERS: Final = frozenset(
    ("vendor", "Godeps", "node_modules", "third_party", "deps", ".yarn")
)
_TEST_FOLDERS: Final = frozenset(
    [
        "test",
        "tests",
        "testing",
        "__tests__",
        "spec",
        "specs",
        "testdata",
        "fixtures",
        "e2e",
        "integration",
        "functional",
        "benchmark",
        "benchmarks",
    ]
)
_GENERATED_FOLDERS: Final = frozenset(("gen", "generated", "dist"))
_DOC_FOLDERS: Final = frozenset(("docs", "doc", "examples", "website"))
_SOURCELESS_FOLDERS: Final = frozenset(("docs", "examples", "website"))
_DOC_EXTENSIONS: Final = frozenset(
    ["md", "mdx", "markdown", "rst", "adoc", "asciidoc", "txt", "rdoc", "pod", "org", "tex"]
)
_NO_PROSE: Final = re.compile(r"requirements[^/]*\.txt|CMakeLists\.txt|robots\.txt|.*\.lock\.txt")
_DOC_NAMES: Final = re.compile(
    r"(?:readme|changelog|changes|history|news|license|licence|copying|authors|contributors"
    r"|contributing|notice|security|code_of_conduct|todo|install)",
    re.IGNORECASE,
)
_TEST_NAMES: Final = re.compile(
    r"test_[^/]*\.py|[^/]*_test\.(?:go|py|c|cc|cpp|rb)|conftest\.py"
    r"|[^/]*Tests?\.(?:java|scala|kt)|[^/]*\.(?:test|spec)\.(?:js|jsx|ts|tsx)|[^/]*_spec\.rb"
)
_GENERATED_NAMES: Final = re.compile(
    r"[^/]*\.pb\.go|[^/]*_pb2\.py|[^/]*\.min\.js|[^/]*\.d\.ts|bindata\.go|zz_generated[^/]*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinguistOverride:
    """What `.gitattributes` says about one path; None where it says nothing."""

    vendored: bool | None = None
    generated: bool | None = None
    documentation: bool | None = None


NO_OVERRIDE: Final = LinguistOverride()


def kind_of_path(path: RepoPath, override: LinguistOverride = NO_OVERRIDE) -> FileKind:
    """Return the kind of a path. An explicit attribute beats every convention."""
    for is_set, kind in (
        (override.vendored, FileKind.VENDORED),
        (override.generated, FileKind.GENERATED),
        (override.documentation, FileKind.DOC),
    ):
        if is_set:
            return kind
    *folders, name = path.split("/")
    if override.vendored is None and not _VENDORED_FOLDERS.isdisjoint(folders):
        return FileKind.VENDORED
    if not _TEST_FOLDERS.isdisjoint(folders) or _TEST_NAMES.fullmatch(name):
        return FileKind.TEST
    if override.generated is None and _looks_generated(folders, name):
        return FileKind.GENERATED
    stem, dot, extension = name.rpartition(".")
    if override.documentation is None and _looks_like_prose(folders, name, stem, extension):
        return FileKind.DOC
    is_source = dot and extension in SOURCE_EXTENSIONS
    return FileKind.SOURCE if is_source else FileKind.OTHER


def _looks_generated(folders: list[str], name: str) -> bool:
    if _GENERATED_NAMES.fullmatch(name):
        return True
    return not _GENERATED_FOLDERS.isdisjoint(folders)


def _looks_like_prose(folders: list[str], name: str, stem: str, extension: str) -> bool:
    if not _DOC_FOLDERS.isdisjoint(folders):
        # `doc/` alone may hold the program's own code (`src/doc/render.py`).
        return not _SOURCELESS_FOLDERS.isdisjoint(folders) or extension not in SOURCE_EXTENSIONS
    if extension.lower() in _DOC_EXTENSIONS:
        return not _NO_PROSE.fullmatch(name)
    return not stem and _DOC_NAMES.fullmatch(name) is not None
