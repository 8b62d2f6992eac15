"""The settings."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from feilun.config import Config, WrongSetting, read_config


def test_the_defaults_work_on_a_laptop() -> None:
    assert read_config({}) == Config()


def test_the_environment_beats_the_file(tmp_path: Path) -> None:
    file = tmp_path / "feilun.toml"
    file.write_text('port = 9000\nhost = "0.0.0.0"\n')
    config = read_config({"FEILUN_PORT": "9001", "FEILUN_CONFIG": str(file)})
    assert (config.port, config.host) == (9001, "0.0.0.0")


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "dsn").write_text("host=db\n")
    assert read_config({"FEILUN_DSN_FILE": str(tmp_path / "dsn")}).dsn == "host=db"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "many", "a value of type int"),
        ("PORT", "70000", "a number from 0 to 65535"),
        ("WORKERS", "-1", "a number from 0 to 64"),
        ("SECURE_COOKIES", "maybe", "true or false"),
        ("LOG_FORMAT", "xml", "console or json"),
        ("DEFAULT_ZONE", "Mars", "an IANA zone"),
        ("PUBLIC_URL", "feilun.example", "an address such as"),
    ],
)
def test_a_wrong_value_says_what_to_write_instead(name: str, value: str, expected: str) -> None:
    with pytest.raises(WrongSetting) as caught:
        read_config({f"FEILUN_{name}": value})
    assert expected in str(caught.value)


def test_an_unknown_setting_in_the_file_is_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "feilun.toml"
    file.write_text("prot = 9000\n")
    with pytest.raises(WrongSetting, match="port"):
        read_config({}, file)


@pytest.mark.parametrize("one", fields(Config), ids=lambda one: one.name)
def test_every_setting_has_a_line_of_help(one: Any) -> None:
    assert one.metadata["help"].endswith(".")
