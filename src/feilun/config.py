"""The settings, read once at start from the environment (FEILUN_…) and one optional TOML file."""

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import available_timezones

from feilun.kernel.errors import Error

_VAR = Path("var")


class WrongSetting(Error):
    """The setting {name} is {value!r}; write {expected} instead."""

    status = 500


def setting(default: Any, help: str) -> Any:
    """A field of Config: its default works on a laptop."""
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True)
class Config:
    """All settings. Environment beats file; `FEILUN_DSN_FILE=/path` reads the value of `dsn` from a file."""

    folder: Path = setting(_VAR, "Where the embedded database, the lake and files live.")  # noqa: RUF009
    dsn: str = setting("", "A PostgreSQL to use; empty starts the embedded one.")
    bus: str = setting("local:", "`local:` for one process, `nats://host:4222`, or `nats:embedded`.")
    lake: str = setting("", "Where history lies: a folder or file:///path; empty means `lake` in the folder above.")
    blobs: str = setting("", "Where files lie: a folder or file:///path; empty means `files` in the folder above.")
    host: str = setting("127.0.0.1", "The address to listen on.")
    port: int = setting(8400, "The port of the console and API; 0 takes a free one.")
    public_url: str = setting("", "How customers reach us, for links in mail; empty means http://host:port.")
    secure_cookies: bool = setting(False, "Send cookies over HTTPS only; switch on behind TLS.")
    trusted_proxies: str = setting(
        "127.0.0.1", "Proxies whose X-Forwarded-For we believe, divided by commas; * for all."
    )
    workers: int = setting(1, "How many background worker processes `feilun up` starts.")
    smtp: str = setting(
        "smtp://127.0.0.1:8425", "The mail server of the default e-mail channel: smtp://user:pass@host:port."
    )
    mail_from: str = setting("Feilun <shop@feilun.example>", "The sender of mail.")
    channels_folder: str = setting("", "A folder of further channels, one folder each; empty for none.")
    default_zone: str = setting("Asia/Shanghai", "The time zone of customers who have none (IANA name).")
    default_region: str = setting("CN", "The country of phone numbers written without one.")
    writer_url: str = setting(
        "", "An OpenAI-compatible endpoint such as http://127.0.0.1:11434/v1 that phrases answers; empty for none."
    )
    writer_model: str = setting("", "The name of the model at that endpoint.")
    writer_key: str = setting("", "The key of that endpoint; best read from a file.")
    writer_seconds: float = setting(8.0, "How long an answer of that endpoint may take before we go on without it.")
    calls_per_second: int = setting(100, "How fast one person or token may call the API; ten times as many in a burst.")
    log_days: int = setting(0, "How many days of the log stay in the database once they are in the lake; 0 keeps all.")
    export_days: int = setting(7, "How many days the files of exported answers are kept.")
    metrics_token: str = setting("", "The bearer token of /metrics; empty lets only this machine read it.")
    webhook_hosts: str = setting(
        "", "Hosts in our own network that webhooks of flows may call: host or host:port, divided by commas."
    )
    log_format: str = setting("console", "`console` for people, `json` for machines.")

    @property
    def url(self) -> str:
        """The address of this installation, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def read_config(environment: dict[str, str] | None = None, file: Path | None = None) -> Config:
    """Raises WrongSetting with what to write instead."""
    environment = dict(os.environ) if environment is None else environment
    file = file or (Path(environment["FEILUN_CONFIG"]) if environment.get("FEILUN_CONFIG") else None)
    written: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8")) if file else {}
    known = {one.name for one in fields(Config)}
    for name in written:
        if name not in known:
            raise WrongSetting(name=name, value=written[name], expected=f"one of {', '.join(sorted(known))}")
    hints = get_type_hints(Config)
    values = {name: _parsed(name, text, hints[name]) for name, text in _texts(environment, written, known)}
    return _checked(Config(**values))


def _checked(config: Config) -> Config:
    """Raises WrongSetting for a value of the right type that cannot work."""
    if not 0 <= config.port <= 65535:
        raise WrongSetting(name="port", value=config.port, expected="a number from 0 to 65535")
    if not 0 <= config.workers <= 64:
        raise WrongSetting(name="workers", value=config.workers, expected="a number from 0 to 64")
    if config.calls_per_second < 1:
        raise WrongSetting(name="calls_per_second", value=config.calls_per_second, expected="a number from 1")
    if not 1 <= config.export_days <= 3650:
        raise WrongSetting(name="export_days", value=config.export_days, expected="a number from 1 to 3650")
    if config.log_format not in ("console", "json"):
        raise WrongSetting(name="log_format", value=config.log_format, expected="console or json")
    if config.default_zone not in available_timezones():
        raise WrongSetting(
            name="default_zone", value=config.default_zone, expected="an IANA zone such as Asia/Shanghai"
        )
    if config.writer_url and not config.writer_url.startswith(("http://", "https://")):
        raise WrongSetting(
            name="writer_url", value=config.writer_url, expected="an address such as http://127.0.0.1:11434/v1"
        )
    if not 0 < config.writer_seconds <= 120:
        raise WrongSetting(name="writer_seconds", value=config.writer_seconds, expected="seconds from 0.1 to 120")
    if config.public_url and not config.public_url.startswith(("http://", "https://")):
        raise WrongSetting(
            name="public_url", value=config.public_url, expected="an address such as https://feilun.example"
        )
    return config


def _texts(environment: dict[str, str], written: dict[str, Any], known: set[str]) -> list[tuple[str, str]]:
    found = []
    for name in known:
        variable = f"FEILUN_{name.upper()}"
        if f"{variable}_FILE" in environment:
            found.append((name, Path(environment[f"{variable}_FILE"]).read_text(encoding="utf-8").strip()))
        elif variable in environment:
            found.append((name, environment[variable]))
        elif name in written:
            found.append((name, str(written[name])))
    return found


def _parsed(name: str, text: str, kind: type) -> Any:
    if kind is bool:
        if text.lower() not in ("true", "false", "1", "0", "yes", "no"):
            raise WrongSetting(name=name, value=text, expected="true or false")
        return text.lower() in ("true", "1", "yes")
    try:
        return kind(text)
    except ValueError:
        raise WrongSetting(name=name, value=text, expected=f"a value of type {kind.__name__}") from None
