"""Runs every bot by every way of delivery, and counts what passed: `run.py SANDBOX PACKAGES`."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from checks import CHECKS, too_many_messages_have_to_wait
from models import check_models
from stage import HERE, Bot, Sandbox, Stage


def bots(packages):
    """How each bot is run, with the packages that `scripts/peers` installed."""
    python = str(packages / "python" / "bin" / "python")
    return {
        "grammY": ["node", str(packages / "grammy" / "bot.js")],
        "python-telegram-bot": [python, str(HERE / "ptb" / "bot.py")],
        "aiogram": [python, str(HERE / "aiogram" / "bot.py")],
    }


def passes(where, check, stage):
    """Runs a check, and says how it went and how long it took."""
    what, began = check.__name__.replace("_", " "), time.monotonic()
    try:
        check(stage)
    except Exception as error:
        print(f"FAILED  {where}: {what}: {type(error).__name__}: {error}", flush=True)
        return False
    print(f"ok      {where}: {what} ({time.monotonic() - began:.1f} s)", flush=True)
    return True


def play(where, program, command, delivery, checks, *options):
    """Runs one bot in a sandbox of its own; gives how many checks passed and how many failed."""
    passed = 0
    with Sandbox(program, *options) as sandbox:
        bot = Bot(command, sandbox, delivery)
        try:
            for number, check in enumerate(checks):
                if passes(where, check, Stage(sandbox, bot, number)):
                    passed += 1
                else:
                    print(f"--- what the bot of {where} said last\n{bot.said()[-4000:]}---", flush=True)
                    # What comes after it would only wait in vain where the bot is gone.
                    if bot.is_gone():
                        break
        finally:
            bot.end()
    return passed, len(checks) - passed


def main(program, packages):
    plays = []
    # A bot mostly waits, as does whoever talks to it: two have room at once, each in a sandbox of its own.
    with ThreadPoolExecutor(2) as pool:
        for name, command in bots(Path(packages)).items():
            for delivery in ("polling", "webhook"):
                scene = (f"{name}, {delivery}", program, command, delivery)
                plays.append(pool.submit(play, *scene, CHECKS))
                plays.append(pool.submit(play, *scene, [too_many_messages_have_to_wait], "--limits"))
        plays.append(pool.submit(check_models, program))
    passed, failed = map(sum, zip(*(each.result() for each in plays)))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
