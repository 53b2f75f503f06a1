"""The `hypecheck` program as a person runs it: its arguments, its streams, its exit code."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PATIENCE = 60  # seconds until a program that hangs fails its test


@dataclass(frozen=True, slots=True)
class Done:
    """Hold what a run left behind."""

    code: int
    out: str
    err: str

    def failed_with(self, *words: str) -> None:
        """Check that it failed with one sentence on standard error, which holds the words."""
        assert self.code == 1, self
        assert "Traceback" not in self.err
        assert len(self.err.splitlines()) == 1, self.err
        assert self.err.startswith("hypecheck: ")
        assert "error of Hypecheck's own" not in self.err
        assert all(word in self.err for word in words), self.err


@dataclass(frozen=True, slots=True)
class Program:
    """Run the program on a base, with an empty home and an environment of its own."""

    home: Path
    database: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def run(
        self,
        *arguments: str | bytes,
        given: str | bytes = b"",
        output: int = subprocess.PIPE,
    ) -> Done:
        """Run it to its end."""
        typed = given.encode() if isinstance(given, str) else given
        with self.start(*arguments, output=output) as process:
            out, err = process.communicate(typed, timeout=_PATIENCE)
        return Done(process.returncode, (out or b"").decode(), err.decode())

    def start(
        self, *arguments: str | bytes, output: int = subprocess.PIPE
    ) -> "subprocess.Popen[bytes]":
        """Start it, its streams being pipes."""
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "bot", *arguments],
            cwd=ROOT,
            env=self.environ(),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.PIPE,
        )

    def having(self, **variables: str) -> "Program":
        """Return the same with more in its environment; an empty value takes a variable out."""
        return replace(self, variables={**self.variables, **variables})

    def environ(self) -> dict[str, str]:
        names = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "HYPECHECK_DATABASE": str(self.database),
        }
        return {name: value for name, value in {**names, **self.variables}.items() if value}
