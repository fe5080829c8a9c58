"""Does the schema for editors accept and refuse what the reader accepts and refuses?"""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from teammemory_bot.config.errors import ConfigurationRefused
from teammemory_bot.config.json_schema import config_schema, config_schema_text
from teammemory_bot.config.model import RepositoryConfig
from teammemory_bot.config.reading import read_config
from teammemory_bot.domain.rule_id import RULE_IDS


def test_schema__is_a_schema_in_which_each_key_explains_itself() -> None:
    schema = config_schema()
    Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) == set(RepositoryConfig.model_fields)
    sections = [schema, *schema["$defs"].values()]
    for section in sections:
        for name, described in section["properties"].items():
            assert "description" in described or "$ref" in described, name
        assert section["additionalProperties"] is False
    assert schema["properties"]["fail_on"]["items"]["enum"] == list(RULE_IDS)
    assert json.loads(config_schema_text()) == schema


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"version": 1, "fail_on": ["risk-high"], "rules": {"done-issue": "off"}},
        {"issue_keys": {"required": "auto"}},
        {"issue_keys": {"required": True}},
        {"version": 2},
        {"fail_on": ["no-rule"]},
        {"rules": {"done-issue": "loud"}},
        {"limits": {"max_lines": 0}},
        {"limits": {"max_lines": "3"}},
        {"unknown": 1},
        {"exempt": {"unknown": 1}},
        {"issue_keys": {"projects": ["proj"]}},
        {"reviewers": {"max_suggestions": 11}},
        {"jira": {"url": None}},
    ],
    ids=json.dumps,
)
def test_schema__agrees_with_the_reader(document: dict[str, Any]) -> None:
    try:
        read_config(json.dumps(document).encode())
        is_read = True
    except ConfigurationRefused:
        is_read = False
    assert Draft202012Validator(config_schema()).is_valid(document) is is_read
