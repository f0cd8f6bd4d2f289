"""The README is true: its requests have the answers it shows, and every setting, command and route is in it."""

from __future__ import annotations

import json
import re
import shlex

import httpx
import pytest
import typer

from app.cli import app
from app.settings import PREFIX, Settings
from tests.conftest import ROOT, SEED_DATA

README = (ROOT / "README.md").read_text(encoding="utf-8")
REQUESTS = re.findall(r"^\$ curl (.+?)\n(.+?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def commands(typer_app: typer.Typer) -> list[str]:
    """Return the names of all commands, those of groups with the group's in front."""
    own = [command.name or command.callback.__name__ for command in typer_app.registered_commands if command.callback]
    groups = typer_app.registered_groups
    inner = [(group.name, name) for group in groups if group.typer_instance for name in commands(group.typer_instance)]
    return own + [f"{group} {name}" for group, name in inner]


def test_there_are_three_requests() -> None:
    assert len(REQUESTS) == 3


@pytest.mark.parametrize(("request_line", "answer"), REQUESTS)
def test_requests_have_the_answers_shown(client: httpx.Client, request_line: str, answer: str) -> None:
    words = shlex.split(request_line)
    path = words[0].removeprefix("http://127.0.0.1:8000")
    if "-d" in words:
        headers = {"Content-Type": "application/json"}
        answered = client.post(path, content=words[words.index("-d") + 1], headers=headers)
    else:
        answered = client.get(path)
    assert answered.status_code == 200
    here = str(client.base_url).rstrip("/")
    assert json.loads(answered.text.replace(here, "http://127.0.0.1:8000")) == json.loads(answer)


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_every_setting_is_documented(setting: str) -> None:
    assert f"`{PREFIX}{setting.upper()}`" in README


@pytest.mark.parametrize("command", commands(app))
def test_every_command_is_documented(command: str) -> None:
    assert f"`{command}" in README


def test_every_route_is_documented(client: httpx.Client) -> None:
    routes = client.get("/openapi.json").json()["paths"]
    told = [f"{method.upper()} {path}" for path, methods in routes.items() for method in methods if method != "head"]
    assert [route for route in told if f"`{route}`" not in README] == []


def test_the_number_of_seed_articles_is_true() -> None:
    number = len(list(SEED_DATA.glob("*.txt")))
    assert f"stores {number} seed articles" in README
