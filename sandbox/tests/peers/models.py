"""Whether the models of aiogram and python-telegram-bot take what the sandbox answers.

Every method of the Bot API is called, and every kind of update that people make is fetched. aiogram's models are strict
about what has to be there, and show what they do not know; python-telegram-bot's want its own choice of fields.
"""

import re

import telegram
from aiogram import Bot, methods
from aiogram.methods import Response
from aiogram.types import Update
from pydantic import BaseModel, ValidationError

from scene import Refusal, Scene
from stage import Sandbox

# They end what the other methods need.
LAST = ["SetWebhook", "DeleteWebhook", "Close", "LogOut"]

# What the scene has no occasion for: nobody in it makes such queries, subscriptions, suggestions, or checklists to edit.
REFUSED = {
    "answerChatJoinRequestQuery",
    "answerGuestQuery",
    "answerWebAppQuery",
    "approveSuggestedPost",
    "declineSuggestedPost",
    "editMessageChecklist",
    "editUserStarSubscription",
    "sendChatJoinRequestWebApp",
}


def strangers(value, path=""):
    """The fields that a model does not know, by their paths."""
    if isinstance(value, BaseModel):
        for name in value.model_extra or {}:
            yield f"{path}.{name} is not a field of {type(value).__name__}"
        for name in value.model_fields_set & set(type(value).model_fields):
            yield from strangers(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from strangers(each, f"{path}[]")


def faults_for_aiogram(model, answer, bot):
    try:
        value = model.model_validate(answer, context={"bot": bot})
    except ValidationError as error:
        return [f"aiogram: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()[:5]]
    return [f"aiogram: {each}" for each in sorted(set(strangers(value)))]


def faults_for_ptb(kind, result):
    """`kind` is the name of a type; what it has no class for, it does not read."""
    model = getattr(telegram, kind, None)
    if model is None or not hasattr(model, "de_json"):
        return []
    try:
        for each in result if isinstance(result, list) else [result]:
            model.de_json(each, None)
    except Exception as error:
        return [f"python-telegram-bot: {type(error).__name__}: {error}"]
    return []


def kind_of(result_type):
    """The name of the type of the Bot API in an annotation, of the one that others are forms of."""
    found = re.search(r"\.([A-Z]\w*)", str(result_type))
    name = found[1] if found else ""
    return next((base for base in ("ChatMember", "MenuButton") if name.startswith(base)), name)


def people_act(scene):
    """Makes updates of every kind that the control API can."""
    alice, group = scene.alice, scene.group
    sent = alice.send("/start see https://example.org")
    alice.post("edits", message=sent["id"], text="Hello again")
    alice.send("a reply", reply_to=sent["id"])
    alice.post("photos", caption="look")
    alice.post("documents", name="notes.txt")
    alice.post("audios", name="song.mp3")
    for path in ("voices", "videos", "dice"):
        alice.post(path)
    alice.post("stickers", emoji="🙂")
    alice.post("locations", latitude=46.5, longitude=6.6)
    alice.post("venues", latitude=46.5, longitude=6.6, title="Café")
    alice.post("contacts", phone_number="+41225550100")
    scene.callback()
    alice.post("reactions", message=sent["id"], emoji="👍")
    poll = scene.call("sendPoll", chat_id=alice.id, question="A drink?", options=["Tea", "Coffee"], is_anonymous=False)
    alice.post("votes", message=poll["message_id"], options=[1])
    alice.post("polls", question="Tea?", options=["Yes", "No"])
    alice.send("/hello all", chat=group)
    alice.send("a post", chat=scene.channel)
    scene.bob.post("leaves", chat=group)
    scene.bob.post("joins", chat=group)
    scene.bob.post("blocks")
    scene.control.post(f"/groups/{scene.spare_group()}/upgrade")


def check_models(program):
    """Tells what does not fit; gives how many answers and updates passed and how many failed."""
    passed, failed, bot = 0, 0, Bot("1:a")

    def report(what, faults):
        nonlocal passed, failed
        passed, failed = passed + (not faults), failed + bool(faults)
        for fault in faults:
            print(f"FAILED  {what}: {fault}")

    with Sandbox(program) as sandbox:
        scene = Scene(sandbox)
        scene.call("getUpdates", allowed_updates=list(Update.model_fields)[1:])
        people_act(scene)
        updates = scene.call("getUpdates")
        for update in updates:
            kind = next(name for name in update if name != "update_id")
            report(f"update {kind}", faults_for_aiogram(Update, update, bot) + faults_for_ptb("Update", update))
        names = [name for name in methods.__all__ if hasattr(getattr(methods, name), "__api_method__")]
        for name in sorted(set(names) - set(LAST)) + LAST:
            method = getattr(methods, name)
            if name == "TelegramMethod":
                continue
            if name == "Close":
                # It is too early for this one in the first minutes.
                scene.control.post("/clock", seconds=601)
            required = [field for field, about in method.model_fields.items() if about.is_required()]
            try:
                result = scene.try_method(method.__api_method__, required)
            except Refusal as refusal:
                if method.__api_method__ not in REFUSED:
                    report(method.__api_method__, [f"refused: {refusal}"])
                continue
            if method.__api_method__ in REFUSED:
                report(method.__api_method__, ["it is answered now, and need not be left out"])
            returned = method.__returning__
            faults = faults_for_aiogram(Response[returned], {"ok": True, "result": result}, bot)
            if not isinstance(result, (bool, int, str)):
                faults += faults_for_ptb(kind_of(returned), result)
            report(method.__api_method__, faults)
    return passed, failed
