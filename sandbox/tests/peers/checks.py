"""What is checked with every bot: a function each, in this order, with one bot that goes on running."""

import base64
import json
import struct
import urllib.error
import urllib.request
import zlib

from control import DEADLINE


def same(got, wanted):
    if got != wanted:
        raise AssertionError(f"{got!r} instead of {wanted!r}")


def png(width, height):
    """A grey picture."""

    def chunk(kind, content):
        crc = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)

    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def updates_that_came_before_the_start_arrive(stage):
    same(stage.alice.awaken(stage.bot, "early")["text"], "early")


def start_answers_with_inline_buttons(stage):
    hello = stage.alice.ask("/start")
    same(hello["text"], "Hello, Alice!")
    same(hello["buttons"], [["Yes", "No"]])
    same(hello["message"]["entities"], [{"type": "bold", "offset": 7, "length": 5}])


def a_click_gives_a_toast_and_an_edit(stage):
    stage.alice.ask("/start")
    clicked = stage.alice.post("click", button="Yes")
    toast = stage.alice.get(f"answers/{clicked['query']}", deadline_ms=DEADLINE)
    same(toast, {"text": "You chose yes.", "show_alert": False, "url": None})
    edit = stage.alice.next("edit")
    same((edit["text"], edit["buttons"]), ("Chosen: yes", []))


def text_is_echoed_with_its_entities(stage):
    echo = stage.alice.ask("\N{GRINNING FACE} see https://example.org #tag and @alice")
    entities = [(each["type"], each["offset"], each["length"]) for each in echo["message"]["entities"]]
    same(entities, [("url", 7, 19), ("hashtag", 27, 4), ("mention", 36, 6)])


def an_edited_message_is_told(stage):
    sent = stage.alice.send("tea")
    same(stage.alice.next()["text"], "tea")
    stage.alice.post("edits", message=sent["id"], text="coffee")
    same(stage.alice.next()["text"], "Now: coffee")


def a_photo_is_downloaded_and_uploaded(stage):
    picture = png(320, 200)
    stage.alice.post("photos", file=base64.b64encode(picture).decode(), caption="look")
    back = stage.alice.next()
    same(back["text"], f"{len(picture)} bytes")
    same(stage.sandbox.download(back["message"]["photo"][-1]["file_id"]), picture)


def a_document_is_downloaded_and_uploaded(stage):
    content = bytes(range(256)) * 1000
    stage.alice.post("documents", name="notes.bin", file=base64.b64encode(content).decode())
    document = stage.alice.next()["message"]["document"]
    same((document["file_name"], document["file_size"]), ("copy of notes.bin", len(content)))
    same(stage.sandbox.download(document["file_id"]), content)


def a_reply_keyboard_is_shown_and_taken_away(stage):
    shown = stage.alice.ask("/keyboard")
    same(shown["buttons"], [["Tea", "Coffee"]])
    same((shown["markup"]["resize_keyboard"], shown["markup"]["one_time_keyboard"]), (True, True))
    same(stage.alice.post("click", button="Coffee")["sent"]["text"], "Coffee")
    same(stage.alice.next()["text"], "Coffee")
    same(stage.alice.ask("/nokeyboard")["markup"], {"remove_keyboard": True})


def two_people_of_a_group_are_told_apart(stage):
    friends = stage.group("Friends")
    for somebody in (stage.alice, stage.bob):
        somebody.send("/who", chat=friends)
        # Both see what is said to one of them.
        for reader in (stage.alice, stage.bob):
            answer = reader.next(chat=friends)
            same((answer["text"], answer["chat"]), (f"You are {somebody.name} of Friends.", friends))


def privacy_keeps_talk_of_a_group_from_the_bot(stage):
    friends = stage.group("Quiet friends")
    stage.control.post("/bot/settings", privacy=True)
    same(stage.alice.send("just talk", chat=friends)["update"], None)
    stage.alice.send("/who", chat=friends)
    same(stage.alice.next()["text"], "You are Alice of Quiet friends.")
    stage.control.post("/bot/settings", privacy=False)
    stage.alice.send("to all", chat=friends)
    same(stage.alice.next()["text"], "to all")


def a_vote_in_its_poll_is_told(stage):
    poll = stage.alice.ask("/poll")
    same([option["text"] for option in poll["message"]["poll"]["options"]], ["Tea", "Coffee"])
    stage.alice.post("votes", message=poll["id"], texts=["Coffee"])
    same(stage.alice.next()["text"], "Voted for 1.")
    options = stage.alice.now(poll)["message"]["poll"]["options"]
    same([option["voter_count"] for option in options], [0, 1])


def a_reaction_is_told(stage):
    message = stage.alice.ask("react to this")
    stage.alice.post("reactions", message=message["id"], emoji="\N{FIRE}")
    same(stage.alice.next()["text"], "Reacted with \N{FIRE}.")


def the_bot_reacts(stage):
    sent = stage.alice.send("/react")
    # It is answered once the next message is.
    stage.alice.ask("there?")
    [reaction] = stage.alice.now(sent)["reactions"]
    same(reaction["emoji"], ["\N{THUMBS UP SIGN}"])


def an_inline_query_is_answered(stage):
    asked = stage.alice.post("inline", query="tea")["query"]
    offered = stage.alice.get(f"inline/{asked}", deadline_ms=DEADLINE)
    same([result["title"] for result in offered["results"]], ["Say tea"])
    sent = stage.alice.post(f"inline/{asked}", title="Say tea")
    same((sent["text"], sent["message"]["via_bot"]["is_bot"]), ("tea, please", True))


def its_commands_are_set(stage):
    same(stage.sandbox.call("getMyCommands"), [{"command": "start", "description": "Say hello"}])


def an_edit_that_changes_nothing_is_a_bad_request(stage):
    same(stage.alice.ask("/same")["text"], "Same.")
    refused = stage.alice.next()["text"].lower()
    assert refused.startswith("bad request: ") and "message is not modified" in refused, refused


def a_chat_that_is_not_there_is_a_bad_request(stage):
    refused = stage.alice.ask("/tell 7000000 hello")["text"].lower()
    assert refused.startswith("bad request: ") and "chat not found" in refused, refused


def whoever_blocked_it_is_forbidden(stage):
    stage.bob.post("blocks")
    refused = stage.alice.ask(f"/tell {stage.bob.id} hello")["text"]
    assert refused.startswith("Forbidden: ") and "bot was blocked by the user" in refused, refused
    stage.bob.post("blocks", blocked=False)
    same(stage.alice.ask(f"/tell {stage.bob.id} hello")["text"], "Done.")
    same(stage.bob.next()["text"], "hello")


def a_migrated_group_is_recognised(stage):
    small = stage.group("Growing")
    large = stage.control.post(f"/groups/{small}/upgrade")["id"]
    same(stage.alice.ask(f"/tell {small} hello")["text"], f"Moved to {large}.")


def nothing_waits(stage):
    same(stage.control.get("/updates/idle")["pending"], 0)


def a_wrong_secret_is_refused(stage):
    if not stage.bot.port:
        return
    body = json.dumps({"update_id": 1, "message": stage.alice.send("/who")["message"]}).encode()
    stage.alice.next()
    for secret in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}):
        headers = {"Content-Type": "application/json"} | secret
        request = urllib.request.Request(f"http://127.0.0.1:{stage.bot.port}/hook", body, headers)
        try:
            status = urllib.request.urlopen(request, timeout=10).status
        except urllib.error.HTTPError as error:
            status = error.code
        assert status in (401, 403), f"{status} with the secret {secret}"


def it_stops_cleanly(stage):
    same(stage.bot.stop(), 0)


def updates_that_came_while_it_was_down_arrive(stage):
    stage.bob.send("/start")
    same(stage.alice.awaken(stage.bot, "while you were away")["text"], "while you were away")
    same(stage.bob.next()["text"], "Hello, Bob!")
    same(stage.bot.stop(), 0)


def too_many_messages_have_to_wait(stage):
    """In a sandbox with Telegram's limits: one message a second to a chat."""
    same(stage.alice.awaken(stage.bot, f"/tell {stage.bob.id} one two")["text"], "Wait 1 s.")
    same(stage.bot.stop(), 0)


CHECKS = [
    updates_that_came_before_the_start_arrive,
    start_answers_with_inline_buttons,
    a_click_gives_a_toast_and_an_edit,
    text_is_echoed_with_its_entities,
    an_edited_message_is_told,
    a_photo_is_downloaded_and_uploaded,
    a_document_is_downloaded_and_uploaded,
    a_reply_keyboard_is_shown_and_taken_away,
    two_people_of_a_group_are_told_apart,
    privacy_keeps_talk_of_a_group_from_the_bot,
    a_vote_in_its_poll_is_told,
    a_reaction_is_told,
    the_bot_reacts,
    an_inline_query_is_answered,
    its_commands_are_set,
    an_edit_that_changes_nothing_is_a_bad_request,
    a_chat_that_is_not_there_is_a_bad_request,
    whoever_blocked_it_is_forbidden,
    a_migrated_group_is_recognised,
    a_wrong_secret_is_refused,
    nothing_waits,
    it_stops_cleanly,
    updates_that_came_while_it_was_down_arrive,
]
