"""A world in which every method of the Bot API has something to do, and the calls themselves."""

import json
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor

from checks import png
from control import User
from samples import FILE, PHOTO, PRICES, Upload, common, special

CONTENTS = {PHOTO: png(64, 64), FILE: b"some bytes"}


class Refusal(Exception):
    """A method was refused."""


class Scene:
    """People, chats and messages; what a method uses up is made anew for it."""

    def __init__(self, sandbox):
        self.url = f"{sandbox.api_url}/bot{sandbox.token}"
        self.control = control = sandbox.control
        self.alice, self.bob, self.carol = (User(control, name) for name in ("Alice", "Bob", "Carol"))
        self.group = self._group("supergroup")
        self.forum = self._forum()
        self.channel = self._group("channel")
        self.offset, self.pool, self.set = 0, ThreadPoolExecutor(), None
        self.common, self.special = common(self), special(self)

    def _group(self, kind):
        members = [self.alice.id, self.bob.id, self.carol.id]
        return self.control.post("/groups", title="Tea", kind=kind, members=members, bot_admin=True)["id"]

    def _forum(self):
        forum = self._group("supergroup")
        self.control.post(f"/groups/{forum}/settings", forum=True)
        return forum

    def spare_group(self):
        return self._group("group")

    def pictured(self):
        self.call("setChatPhoto", chat_id=self.group, photo=Upload(PHOTO))
        return self.group

    def reacted(self):
        """The number of a message in the group that Alice reacts to."""
        sent = self.call("sendMessage", chat_id=self.group, text="Tea?")["message_id"]
        self.alice.post("reactions", message=sent, chat=self.group, emoji="👍")
        return sent

    def stranger(self):
        return User(self.control, "Dave", username="").id

    def managed(self):
        """A bot that Alice makes for this one."""
        keyboard = {"keyboard": [[{"text": "Make a bot", "request_managed_bot": {"request_id": 1}}]]}
        self.call("sendMessage", chat_id=self.alice.id, text="A bot of your own?", reply_markup=keyboard)
        created = self.alice.post("click", button="Make a bot")["sent"]["message"]["managed_bot_created"]
        return created["bot"]["id"]

    def promoted(self):
        self.call("promoteChatMember", chat_id=self.group, user_id=self.carol.id, can_pin_messages=True)
        return self.carol.id

    def message(self):
        return self.call("sendMessage", chat_id=self.alice.id, text="Hello")["message_id"]

    def photo(self):
        return self.call("sendPhoto", chat_id=self.alice.id, photo=Upload(PHOTO))["message_id"]

    def file(self):
        return self.call("sendDocument", chat_id=self.alice.id, document=Upload(FILE))["document"]["file_id"]

    def poll(self):
        sent = self.call("sendPoll", chat_id=self.alice.id, question="A drink?", options=["Tea", "Coffee"])
        return sent["message_id"]

    def pinned(self):
        pinned = self.message()
        self.call("pinChatMessage", chat_id=self.alice.id, message_id=pinned)
        return pinned

    def game(self):
        return self.call("sendGame", chat_id=self.alice.id, game_short_name="tea")["message_id"]

    def scored(self):
        game = self.game()
        self.call("setGameScore", chat_id=self.alice.id, message_id=game, user_id=self.alice.id, score=5, force=True)
        return game

    def live_location(self):
        place = {"latitude": 46.4, "longitude": 6.5, "live_period": 900}
        return self.call("sendLocation", chat_id=self.alice.id, **place)["message_id"]

    def link(self):
        return self.call("createChatInviteLink", chat_id=self.group)["invite_link"]

    def subscription_link(self):
        price = {"subscription_period": 2592000, "subscription_price": 5}
        return self.call("createChatSubscriptionInviteLink", chat_id=self.channel, **price)["invite_link"]

    def hidden_forum(self):
        forum = self._forum()
        self.call("hideGeneralForumTopic", chat_id=forum)
        return forum

    def topic(self):
        return self.call("createForumTopic", chat_id=self.forum, name="Tea")["message_thread_id"]

    def closed_topic(self):
        topic = self.topic()
        self.call("closeForumTopic", chat_id=self.forum, message_thread_id=topic)
        return topic

    def pay(self, **more):
        """Has Alice pay an invoice; the payment goes on while the bot answers."""
        invoice = {"title": "Tea", "description": "A cup", "payload": "tea", "currency": "XTR", "prices": PRICES}
        sent = self.call("sendInvoice", chat_id=self.alice.id, **(invoice | more))["message_id"]
        return self.pool.submit(self.alice.post, "payments", message=sent)

    def payment(self):
        """The identifier of a payment that was made."""
        paid = self.pay()
        self.call("answerPreCheckoutQuery", pre_checkout_query_id=self.asked("pre_checkout_query"), ok=True)
        return paid.result()["message"]["successful_payment"]["telegram_payment_charge_id"]

    def pre_checkout(self):
        self.pay()
        return self.asked("pre_checkout_query")

    def shipping(self):
        self.pay(currency="EUR", provider_token="1:TEST:1", need_shipping_address=True, is_flexible=True)
        return self.asked("shipping_query")

    def business(self):
        rights = [
            "can_reply",
            "can_read_messages",
            "can_delete_sent_messages",
            "can_delete_all_messages",
            "can_edit_name",
            "can_edit_bio",
            "can_edit_profile_photo",
            "can_edit_username",
            "can_change_gift_settings",
            "can_view_gifts_and_stars",
            "can_convert_gifts_to_stars",
            "can_transfer_and_upgrade_gifts",
            "can_transfer_stars",
            "can_manage_stories",
        ]
        return self.alice.post("business", rights=rights)["id"]

    def written(self):
        """The number of what Bob wrote to Alice, who lets the bot answer."""
        self.business()
        return self.bob.post("talks", to=self.alice.id, text="Are you open?")["id"]

    def checklist(self):
        tasks = {"title": "Tea", "tasks": [{"id": 1, "text": "Wait"}]}
        business = self.business()
        sent = self.call("sendChecklist", business_connection_id=business, chat_id=self.bob.id, checklist=tasks)
        return sent["message_id"]

    def inline(self):
        return str(self.alice.post("inline", query=f"tea {uuid.uuid4()}")["query"])

    def ephemeral(self):
        """The number of a message in the group that only Bob sees."""
        only = {"receiver_user_id": self.bob.id}
        sent = self.call("sendMessage", chat_id=self.group, text="Psst", ephemeral_message_parameters=only)
        return sent["ephemeral_message_id"]

    def ephemeral_photo(self):
        only = {"receiver_user_id": self.bob.id}
        sent = self.call("sendPhoto", chat_id=self.group, photo=Upload(PHOTO), ephemeral_message_parameters=only)
        return sent["ephemeral_message_id"]

    def new_sticker(self):
        uploaded = self.call("uploadStickerFile", user_id=self.bob.id, sticker=Upload(FILE), sticker_format="static")
        return {"sticker": uploaded["file_id"], "format": "static", "emoji_list": ["🍵"]}

    def set_name(self):
        return f"tea{uuid.uuid4().hex[:8]}_by_sandbox_bot"

    def sticker_set(self, kind="regular"):
        """The name of a set, which is also the one that `set_sticker` is about."""
        self.set = self.set_name()
        what = {"name": self.set, "title": "Tea", "sticker_type": kind, "stickers": [self.new_sticker()]}
        self.call("createNewStickerSet", user_id=self.bob.id, **what)
        return self.set

    def set_sticker(self, kind=None):
        """A sticker of the latest set, or of a new one of a kind."""
        if kind or not self.set:
            self.sticker_set(kind or "regular")
        stickers = self.call("getStickerSet", name=self.set)["stickers"]
        return stickers[0]["file_id"] if stickers else self.set_sticker("regular")

    def asking(self):
        """Somebody who asks to be let in."""
        user = User(self.control, "Erin", username=f"erin{uuid.uuid4().hex[:8]}")
        user.post("join-requests", chat=self.channel)
        return user.id

    def asked(self, kind):
        """Waits for a query of that kind and gives its identifier."""
        while True:
            updates = self.call("getUpdates", offset=self.offset, timeout=10)
            for update in updates:
                self.offset = update["update_id"] + 1
                if kind in update:
                    return update[kind]["id"]
            if not updates:
                raise Refusal(f"there is no {kind}")

    def callback(self):
        keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
        self.call("sendMessage", chat_id=self.alice.id, text="Sure?", reply_markup=keyboard)
        return str(self.alice.post("click", button="Yes")["query"])

    def try_method(self, method, required):
        """Calls a method with all that it needs."""
        wanted = {name: self.common[name] for name in required if name in self.common}
        wanted |= self.special.get(method, {})
        return self.call(method, **{name: value() if callable(value) else value for name, value in wanted.items()})

    def call(self, method, **params):
        """Calls a method, with files as multipart; gives the result."""
        boundary, parts = uuid.uuid4().hex, []
        for name, value in params.items():
            upload = isinstance(value, Upload)
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
            content = CONTENTS[value] if upload else _text(value).encode()
            parts.append((head + ('; filename="tea.bin"' if upload else "") + "\r\n\r\n").encode() + content)
        body = b"\r\n".join([*parts, f"--{boundary}--\r\n".encode()])
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"} if params else {}
        request = urllib.request.Request(f"{self.url}/{method}", body if params else b"", headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.load(response)["result"]
        except urllib.error.HTTPError as error:
            raise Refusal(json.load(error)["description"]) from None


def _text(value):
    return value if isinstance(value, str) else json.dumps(value)
