"""The control API of a sandbox, from Python's standard library alone."""

import json
import urllib.error
import urllib.parse
import urllib.request

# Longer than any wait that the sandbox is asked for, in seconds.
PATIENCE = 120
# How long a bot may take, in milliseconds.
DEADLINE = 15_000
# How long it may take when it has just been started: its library has to be loaded, by a machine that may be busy.
START_DEADLINE = 60_000


class Refused(Exception):
    """The sandbox did not carry out what it was asked for."""

    def __init__(self, status, error, hint):
        super().__init__(f"{status}: {error} ({hint})")
        self.status, self.error, self.hint = status, error, hint


class Control:
    """Calls of the control API; members of the query or the body are given by name."""

    def __init__(self, api_url):
        self.root = f"{api_url}/control/v1"

    def get(self, path, **members):
        query = f"?{urllib.parse.urlencode(members)}" if members else ""
        return self._ask(urllib.request.Request(self.root + path + query))

    def post(self, path, **members):
        body, headers = json.dumps(members).encode(), {"Content-Type": "application/json"}
        return self._ask(urllib.request.Request(self.root + path, body, headers, method="POST"))

    def _ask(self, request):
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise Refused(error.code, **json.load(error)) from None


class User:
    """Somebody who talks to the bot."""

    def __init__(self, control, name, **members):
        self.control, self.name = control, name
        self.id = control.post("/users", name=name, **members)["id"]

    def get(self, path, **members):
        return self.control.get(f"/users/{self.id}/{path}", **members)

    def post(self, path, **members):
        return self.control.post(f"/users/{self.id}/{path}", **members)

    def send(self, text, **members):
        return self.post("messages", text=text, **members)

    def next(self, what="message", deadline_ms=DEADLINE, **members):
        """The next message, edit or deletion by the bot."""
        return self.get("next", what=what, deadline_ms=deadline_ms, **members)

    def ask(self, text):
        """Sends a text and gives the next message."""
        self.send(text)
        return self.next()

    def awaken(self, bot, text):
        """Sends a text to a bot that is only then started, and gives the next message."""
        self.send(text)
        bot.start()
        return self.next(deadline_ms=START_DEADLINE)

    def now(self, message):
        """A message as it is now."""
        there = {} if message["chat"] == self.id else {"chat": message["chat"]}
        messages = self.get("history", **there)["messages"]
        return next(entry for entry in messages if entry["id"] == message["id"])
