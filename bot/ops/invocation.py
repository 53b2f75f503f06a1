"""What a subcommand is called with."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TextIO

from bot.bootstrap import Base
from bot.chat.adapter import Platform
from bot.chat.finding import Finding
from bot.dispatcher import Watch
from bot.settings import Settings

Talk = Callable[[Settings, Base, asyncio.Runner, TextIO, bool], int]
Guide = Callable[[Settings], list[str]]
Examine = Callable[[Settings, float], Awaitable[list[Finding]]]
Platforms = Callable[[Settings, Base, Watch], Mapping[str, Platform]]


@dataclass(frozen=True, slots=True)
class Invocation:
    """Hold the arguments, the settings, and the ways to the outside.

    `talk` runs the terminal chat on an input until that ends (base and runner are the caller's;
    the last value asks for plain text) and returns an exit code. `platforms` makes the adapter of
    every platform that has a token, by name; the watch is told of every reply.
    `guide` says what is left to set up on each; `examine` asks each how the bot stands with it,
    given our time in seconds of the epoch.
    """

    arguments: argparse.Namespace
    settings: Settings
    talk: Talk
    platforms: Platforms
    guide: Guide
    examine: Examine


Run = Callable[[Invocation], int]
