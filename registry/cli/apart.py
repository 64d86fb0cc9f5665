"""Commands in a process of their own, which share what is imported and leave nothing behind."""

from __future__ import annotations

import os
import signal
import sys

import click

_STOPS = (signal.SIGINT, signal.SIGTERM)


def apart(group: click.Group, *commands: str) -> None:
    """Runs those commands of `group` one after the other in a forked process, and ends this one as the first that
    fails did. What they held (memory, threads, locks) is gone afterwards; a Ctrl-C reaches them once, through here.
    """
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    child = os.fork()
    if child == 0:
        os.setsid()  # away from the terminal's Ctrl-C, which would come a second time
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has it ignored in what it starts beside
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _leave(next(filter(None, (_code(group, command) for command in commands)), 0))
    before = [signal.signal(number, lambda told, _: os.kill(child, told)) for number in _STOPS]
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    _, status = os.waitpid(child, 0)
    for number, handler in zip(_STOPS, before, strict=True):
        signal.signal(number, handler)
    if code := os.waitstatus_to_exitcode(status):
        sys.exit(code if code > 0 else 128 - code)  # as a shell says that a signal ended it


def _code(group: click.Group, command: str) -> int:
    try:
        group([command])
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def _leave(code: int) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
