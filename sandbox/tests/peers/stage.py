"""A sandbox, a bot of a library, and people who talk to it."""

import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import urllib.request
from pathlib import Path

from control import Control, User

HERE = Path(__file__).parent
SECRET = "a-secret"
# How long a bot may take to end, in seconds.
GOODBYE = 15


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Sandbox:
    """The program, on a free port, until the block is left."""

    def __init__(self, program, *options):
        self.command = [program, "--port", "0", *options]

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )
        said = {}
        while "control" not in said:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("the sandbox did not start")
            if found := re.match(r"(API URL|token|control): +(\S+)", line):
                said[found[1]] = found[2]
        self.api_url, self.token = said["API URL"], said["token"]
        self.control = Control(self.api_url)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def download(self, file_id):
        """The bytes of a file that the bot sent, as the bot itself would get them."""
        path = self.call("getFile", file_id=file_id)["file_path"]
        with urllib.request.urlopen(f"{self.api_url}/file/bot{self.token}/{path}") as response:
            return response.read()

    def call(self, method, **params):
        """Calls a method of the Bot API as the bot."""
        body, headers = json.dumps(params).encode(), {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.api_url}/bot{self.token}/{method}", body, headers)
        with urllib.request.urlopen(request) as response:
            return json.load(response)["result"]


class Bot:
    """A library's bot, which can be started and stopped."""

    def __init__(self, command, sandbox, delivery):
        self.command = command
        self.port = free_port() if delivery == "webhook" else None
        self.environment = os.environ | {"API_URL": sandbox.api_url, "TOKEN": sandbox.token}
        if self.port:
            self.environment |= {"WEBHOOK_PORT": str(self.port), "SECRET": SECRET}
        self.log = tempfile.TemporaryFile("w+")
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env=self.environment
        )

    def stop(self):
        """Asks it to end and gives its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(GOODBYE)

    def is_gone(self):
        """Whether it ended, though nobody asked it to or as it has to."""
        return self.process is None or self.process.poll() not in (None, 0)

    def end(self):
        """Ends it, whatever it does."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def said(self):
        self.log.seek(0)
        return self.log.read()


class Stage:
    """What a check gets: a sandbox, the bot, and people whom the bot has never met, so that no check disturbs another."""

    def __init__(self, sandbox, bot, number=0):
        self.sandbox, self.bot, self.control = sandbox, bot, sandbox.control
        self.alice = User(self.control, "Alice", username=f"alice{number}")
        self.bob = User(self.control, "Bob", username=f"bob{number}")

    def group(self, title, **members):
        return self.control.post("/groups", title=title, members=[self.alice.id, self.bob.id], **members)["id"]
