"""What we ship of others is what the manifest says, and the icons we ask for are there."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from hotelcrm.frame import vendor
from hotelcrm.frame.icons import ICONS

NAMED = re.compile(r"""{%\s*icon\s+"([^"]+)"|{%\s*chip\s+\S+\s+(?:_\([^)]*\)|\S+)\s+"([^"]+)"|icon="([^"]+)\"""")


def test_vendored_files_are_those_of_the_manifest() -> None:
    assert list(vendor.faults()) == []


def test_changed_vendored_file_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(
        '[{"name": "x", "version": "1", "licence": "MIT", "folder": "x-1", "files": {"a.js": "00", "b.js": "00"}}]'
    )
    (tmp_path / "x-1").mkdir()
    (tmp_path / "x-1" / "a.js").write_text("changed")
    (tmp_path / "x-1" / "c.js").write_text("new")
    monkeypatch.setattr(vendor, "root", lambda: tmp_path)

    with pytest.raises(CommandError) as refusal:
        call_command("vendor", "check")

    assert str(refusal.value).splitlines() == [
        "x-1/a.js is not the file in the manifest",
        "x-1/b.js is missing",
        "x-1/c.js is not in the manifest",
    ]


def test_vendored_scripts_ask_for_no_source_maps() -> None:
    named = [f.name for f in vendor.root().rglob("*") if f.is_file() and b"sourceMappingURL" in f.read_bytes()]
    assert named == []


def test_every_package_comes_with_its_licence() -> None:
    assert [p.name for p in vendor.packages() if "LICENSE" not in p.files] == []


def test_sprite_is_what_the_list_of_icons_makes() -> None:
    assert (settings.BASE_DIR / "static" / "icons.svg").read_text() == vendor.sprite()


def test_icons_named_in_templates_are_in_the_sprite() -> None:
    unknown = [
        (file.name, name)
        for file in (settings.BASE_DIR / "templates").rglob("*.html")
        for found in NAMED.findall(file.read_text())
        for name in found
        if name and name not in ICONS
    ]
    assert unknown == []
