"""The plan of the house, where import-linter does not look: keys and templates by name, file names, lengths, words."""

import ast
import re
import tomllib
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField
from django.dispatch import Signal

from tests.guards import ROOT

APPS = ("guests", "stays", "loyalty", "feedback", "campaigns")
PACKAGES = ("hotelcrm", *APPS)
TOP_LEVEL = {*PACKAGES, "tests", "templates", "static", "docs"}
JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "lib", "tools", "core"}
LONGEST_FUNCTION = 60
LONGEST_FILE = 500
LONGEST_TASK = 8

# Every signal of ours with exactly those who listen, in the order of the rooms. A new listener is a decision.
RECEIVERS: dict[str, list[str]] = {
    "guests.signals.merged": [
        "campaigns.receivers.join_twins",
        "hotelcrm.outbox.receivers.stop_twins",
        "loyalty.receivers.join_accounts",
    ],
    "guests.signals.silenced": [
        "campaigns.receivers.let_silenced_go",
        "hotelcrm.outbox.receivers.stop_messages",
    ],
    "guests.signals.unmerged": [
        "campaigns.receivers.part_twins",
        "hotelcrm.outbox.receivers.let_twins_go",
        "loyalty.receivers.part_accounts",
    ],
    "guests.signals.unmerging": ["feedback.receivers.refuse_parting", "loyalty.receivers.check_accounts"],
    "stays.signals.stay_reckoned": ["loyalty.receivers.release_courtesy", "loyalty.receivers.settle_stay"],
}


def _layers() -> list[list[str]]:
    """From the import-linter contract: the rooms, highest first; rooms on one floor share a list."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [[room.strip(" ()") for room in layer.split("|")] for layer in layers]


FLOOR = {room: -number for number, layer in enumerate(_layers()) for room in layer}


def _room(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[0] if parts[0] in APPS else ".".join(parts[:2])


def _may_use(user: str, used: str) -> bool:
    """Itself, what is below, and what is in no room at all (Django, allauth)."""
    return user == used or used not in FLOOR or user not in FLOOR or FLOOR[used] < FLOOR[user]


def _sources(*patterns: str) -> list[Path]:
    found = [path for package in PACKAGES for pattern in patterns for path in (ROOT / package).rglob(pattern)]
    return sorted(path for path in found if "migrations" not in path.parts)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(_tree(path)) if isinstance(node, ast.FunctionDef))


def _label(path: Path) -> str:
    return str(path.relative_to(ROOT))


# Who may know whom


def test_relations_point_down():
    """A foreign key written as a string is an import that import-linter does not see."""
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | ManyToManyField)
        and not _may_use(_app_of(model), _app_of(field.related_model))
    ]

    assert upward == []


def _app_of(model: object) -> str:
    return apps.get_app_config(model._meta.app_label).name  # type: ignore[attr-defined]


def test_models_asked_for_by_name_are_below():
    upward = []
    for path in _sources("*.py"):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get_model" and node.args:
                label = getattr(node.args[0], "value", None)
                config = apps.app_configs.get(str(label).partition(".")[0])
                if config and not _may_use(_room(path), config.name):
                    upward.append(f"{_label(path)}:{node.lineno} asks for {label}")

    assert upward == []


TEMPLATE_NAME = re.compile(r"""["']((?:[a-z_]+/)+[a-z_]+\.(?:html|txt))["']""")


def _template_room(name: str) -> str:
    folder = name.partition("/")[0]
    return folder if folder in APPS else f"hotelcrm.{folder}"


def test_templates_use_templates_below():
    """Both ways in: `{% include %}` and `{% extends %}` in a template, and a template's name in Python."""
    users = [(path, _template_room(_in_templates(path))) for path in (ROOT / "templates").rglob("*.html")]
    users += [(path, _room(path)) for path in _sources("*.py")]
    upward = [
        f"{_label(path)} uses {name}"
        for path, room in users
        for name in TEMPLATE_NAME.findall(path.read_text())
        if not _may_use(room, _template_room(name))
    ]

    assert upward == []


def _in_templates(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


def test_signals_have_exactly_these_listeners():
    found = {}
    for path in _sources("signals.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        signals = vars(__import__(module, fromlist=["*"]))
        for name, signal in signals.items():
            if isinstance(signal, Signal):
                found[f"{module}.{name}"] = sorted(_name_of(entry[1]) for entry in signal.receivers)

    assert found == RECEIVERS


def _name_of(reference: object) -> str:
    receiver = reference() if isinstance(reference, weakref.ReferenceType) else reference
    return f"{receiver.__module__}.{receiver.__qualname__}"  # type: ignore[union-attr, attr-defined]


def test_only_the_environment_reads_the_environment():
    """Settings come through `hotelcrm.running.environment`, so that one file knows every name."""
    readers = [
        _label(path)
        for path in _sources("*.py")
        if re.search(r"\bos\.(getenv\(|environ(\[|\.get\())", path.read_text()) and _room(path) != "hotelcrm.running"
    ]

    assert readers == []


# Names and sizes


def test_top_level_is_complete():
    directories = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))}

    assert directories - {"test-results"} == TOP_LEVEL


def test_every_room_of_the_project_has_a_floor():
    rooms = {f"hotelcrm.{path.parent.name}" for path in (ROOT / "hotelcrm").glob("*/__init__.py")}

    assert rooms | set(APPS) == set(FLOOR)


def test_no_junk_drawers():
    assert [_label(path) for path in _sources("*.py") if {path.stem, path.parent.name} & JUNK_DRAWERS] == []


def test_migrations_are_named_for_what_they_do():
    named_by_a_clock = [
        _label(path) for package in PACKAGES for path in (ROOT / package).rglob("migrations/*_auto_*.py")
    ]

    assert named_by_a_clock == []


def test_every_package_says_what_lives_here():
    silent = [
        _label(path)
        for path in _sources("__init__.py")
        if not {"management", "commands", "templatetags"} & set(path.parts) and not ast.get_docstring(_tree(path))
    ]

    assert silent == []


@pytest.mark.parametrize("subject", ["actions", "queries", "rules", "search", "ledger"])
def test_public_functions_say_what_they_promise(subject):
    silent = [
        f"{_label(path)}: {function.name}"
        for path in _sources(f"{subject}.py", f"{subject}/*.py")
        for function in _tree(path).body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and not ast.get_docstring(function)
    ]

    assert silent == []


def test_functions_are_short():
    long = [
        f"{_label(path)}: {function.name} has {length} lines"
        for path in _sources("*.py")
        for function in _functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]

    assert long == []


def test_files_are_short():
    assert [_label(path) for path in _sources("*.py") if len(path.read_text().splitlines()) > LONGEST_FILE] == []


def test_tasks_ring_and_leave():
    """A task is a doorbell: ids in, one call, nothing to go wrong between."""
    long = [
        f"{_label(path)}: {function.name} has {length} lines"
        for path in _sources("tasks.py")
        for function in _functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_TASK
    ]

    assert long == []


def test_views_are_functions():
    classes = [
        f"{_label(path)}: {node.name}"
        for path in _sources("views.py", "views/*.py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ClassDef) and any("View" in ast.unparse(base) for base in node.bases)
    ]

    assert classes == []


# Templates


def test_templates_hold_no_script_and_no_style():
    """The content security policy would block them in the browser; here they have a line number."""
    framed = ROOT / "templates/outbox/templates/frame.html"  # shown in a frame whose own policy allows styles, no more
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    found = [
        f"{_label(path)}:{number}: {line.strip()[:80]}"
        for path in sorted({*(ROOT / "templates").rglob("*.html")} - {framed})
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if inline.search(line) and 'type="application/json"' not in line
    ]

    assert found == []


# Tests


def test_folders_of_tests_are_packages():
    """Two files of one name in two folders would otherwise hide each other."""
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}

    assert [_label(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
