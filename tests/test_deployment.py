"""The image and the containers: what they run and ask for is there, and nothing is open or secret."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from distributed.cli import dask_scheduler, dask_worker
from typer.main import get_command

from app.api import health
from app.cli import app
from app.serving import GRACE_SECONDS
from app.settings import PREFIX, Settings
from tests.conftest import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PROXY = (ROOT / "deploy" / "haproxy.cfg").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
TOLD = [ROOT / "README.md", ROOT / "compose.yaml", *sorted((ROOT / "docs").glob("*.md"))]

OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
PROFILES = {
    None: {"api"},
    "postgres": {"database", "migrate", "replica", "proxy"},
    "cluster": {"scheduler", "worker", "ingest"},
}
_EXACT = re.compile(r"[a-z-]+:[0-9]+\.[0-9]+(\.[0-9]+)?(-[a-z0-9.]+)*")


def commands(service: dict[str, Any]) -> list[list[str]]:
    """Return the commands that a service runs one after another, as words."""
    words = service.get("command", [])
    if words[:2] != ["sh", "-c"]:
        return [words] if words else []
    return [shlex.split(part.removeprefix("exec ")) for part in words[2].split(" && ")]


def seconds(time_: str) -> float:
    return float(time_.removesuffix("s"))


def test_each_profile_has_its_services() -> None:
    found: dict[str | None, set[str]] = {}
    for name, service in SERVICES.items():
        for profile in service.get("profiles", [None]):
            found.setdefault(profile, set()).add(name)
    assert found == PROFILES


@pytest.mark.parametrize("name", OURS)
def test_what_is_run_is_there_with_its_options(name: str) -> None:
    for program, *words in commands(SERVICES[name]):
        if program == "dask":
            {"scheduler": dask_scheduler, "worker": dask_worker}[words[0]].main.make_context(words[0], words[1:])
        else:
            assert program == "conflict-records"
            parse(get_command(app), program, words)


def parse(command: Any, name: str, words: list[str]) -> None:
    """Read the words as the command would; raises at an option or a command that there is not."""
    context = command.make_context(name, list(words))
    if hasattr(command, "resolve_command"):
        parsed, inner, rest = command.resolve_command(context, words)
        parse(inner, parsed, rest)


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting_with_a_value_it_can_have(name: str) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        if variable.startswith(PREFIX):
            setting = variable.removeprefix(PREFIX).lower()
            assert setting in Settings.model_fields
            if value is not None and "${" not in value:
                Settings(_env_file=None, **{setting: value})


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_exact_versions(name: str) -> None:
    assert _EXACT.fullmatch(SERVICES[name]["image"])
    if name in OURS:
        assert SERVICES[name]["image"] == f"conflict-records:{PROJECT['version']}"


def test_the_image_is_made_from_exact_versions() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert bases
    assert all(_EXACT.fullmatch(base) for base in bases)
    assert set(re.findall(r"^COPY ([\w. ]+) \.", DOCKERFILE, re.MULTILINE)) >= {"app", "migrations", "seed_data"}
    assert re.search(r"^USER [1-9]", DOCKERFILE, re.MULTILINE)


@pytest.mark.parametrize("name", OURS)
def test_extras_exist(name: str) -> None:
    listed = re.search(r"EXTRAS-([a-z,]+)\}", SERVICES[name]["build"]["args"]["EXTRAS"])
    assert listed
    assert set(listed[1].split(",")) <= set(PROJECT["optional-dependencies"])


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_may_do_more_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not str(service["user"]).startswith(("0", "root"))
    assert {"cpus", "memory", "pids"} <= set(service["deploy"]["resources"]["limits"])
    for port in service.get("ports", []):
        assert port.startswith("${PUBLISH:-127.0.0.1}:")


def test_only_what_serves_is_reached_from_outside() -> None:
    internal = {name for name, network in COMPOSE["networks"].items() if network and network.get("internal")}
    assert {name for name, service in SERVICES.items() if set(service["networks"]) - internal} == {
        "api", "replica", "proxy",
    }  # fmt: skip
    assert {name for name, service in SERVICES.items() if service.get("ports")} == {"api", "proxy"}


@pytest.mark.parametrize("name", SERVICES)
def test_no_password_is_written_down_nor_asked_of_those_who_need_none(name: str) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        if "PASSWORD" in variable:
            assert value == "${DATABASE_PASSWORD:-}"
    assert ":?" not in str(SERVICES[name])  # which would be asked of everybody, whatever the profile
    assert not re.search(r"//[^/@]+:[^/@]+@", str(SERVICES[name]))


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in {"migrate", "ingest"}])
def test_health_is_asked_where_it_is_told(name: str) -> None:
    asked = SERVICES[name]["healthcheck"]["test"]
    assert asked[0] == "CMD"
    if name == "database":
        variables = SERVICES[name]["environment"]
        assert f"--username={variables['POSTGRES_USER']}" in asked
        assert f"--dbname={variables['POSTGRES_DB']}" in asked
        return
    url = re.search(r"http://127\.0\.0\.1:([0-9]+)(/\w+)", " ".join(asked))
    assert url
    if name in {"scheduler", "worker"}:
        (address,) = (words[words.index("--dashboard-address") + 1] for words in commands(SERVICES[name]))
        assert (f":{url[1]}", url[2]) == (address, "/health")
    else:
        assert url[2] == "/readyz"
        assert url[2] in {getattr(route, "path", None) for route in health.router.routes}
        assert int(url[1]) == (8080 if name == "proxy" else Settings(_env_file=None).port)


def test_dependencies_wait_for_what_they_need() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            ends = SERVICES[other].get("restart") == "no"
            expected = "service_completed_successfully" if ends else "service_healthy"
            assert (name, how["condition"]) == (name, expected)


@pytest.mark.parametrize("name", ["api", "replica"])
def test_a_stop_has_the_time_it_takes(name: str) -> None:
    service = SERVICES[name]
    drain = float(service["environment"].get(f"{PREFIX}DRAIN_SECONDS", 0))
    assert seconds(service["stop_grace_period"]) >= drain + GRACE_SECONDS + 3
    if name == "replica":
        check = re.search(r"check inter ([0-9]+)s fall ([0-9]+)", PROXY)
        assert check
        assert int(check[1]) * (int(check[2]) + 1) < drain


def test_the_proxy_asks_the_replicas_and_answers_as_they_do() -> None:
    server = re.search(r"server-template \w+ ([0-9]+) (\w+):([0-9]+) ", PROXY)
    assert server
    assert server[2] in SERVICES
    assert int(server[1]) >= SERVICES[server[2]]["deploy"]["replicas"] >= 2
    assert int(server[3]) == Settings(_env_file=None).port
    assert "http-check send meth GET uri /readyz " in PROXY
    assert "bind :8080\n" in PROXY
    problems = [json.loads(text) for text in re.findall(r"string '(.*?)'", PROXY)]
    assert {problem["status"] for problem in problems} == {400, 404, 408, 502, 503, 504}
    assert all(set(problem) == {"type", "title", "status", "detail", "errors"} for problem in problems)


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.name)
def test_what_is_told_to_type_is_there(path: Path) -> None:
    for line in re.findall(r"docker compose (.*)", path.read_text()):
        words = shlex.split(line.split("  ")[0].rstrip("`").split("`")[0], comments=True)
        profiles = {words[n + 1] for n, word in enumerate(words) if word == "--profile"}
        assert profiles <= set(PROFILES)
        active = set().union(*(PROFILES[profile] for profile in (None, *profiles)))
        named = {word.split("=")[0] for word in words if word.split("=")[0] in SERVICES}
        assert named <= active, line


@pytest.mark.parametrize("path", [path for path in TOLD if path.parent.name == "docs"], ids=lambda path: path.name)
def test_commands_that_are_told_can_be_typed(path: Path) -> None:
    told = re.findall(r"conflict-records ([a-z][^#`|\n]*)", path.read_text())
    assert told
    for line in told:
        parse(get_command(app), "conflict-records", shlex.split(line))


def test_the_container_starts_is_healthy_and_ends(tmp_path: Path) -> None:
    """The words of `compose.yaml` themselves, run by a shell here, on another port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    service = SERVICES["api"]
    folder = Path(sys.executable).parent
    environment = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        f"{PREFIX}DATABASE": str(tmp_path / "records.db"),
        f"{PREFIX}PORT": port,
        f"{PREFIX}LOG_FORMAT": "json",
    }
    process = subprocess.Popen(service["command"], cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)
    try:
        check = [word.replace(":8000", f":{port}") for word in service["healthcheck"]["test"][1:]]
        deadline = time.monotonic() + 60
        while subprocess.run(check, env=environment, capture_output=True, check=False).returncode:
            assert time.monotonic() < deadline
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(seconds(service["stop_grace_period"])) == 0
        assert subprocess.run(check, env=environment, capture_output=True, check=False).returncode
    finally:
        process.kill()
        process.wait()
