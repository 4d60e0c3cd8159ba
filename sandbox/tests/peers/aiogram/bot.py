"""The bot of this folder's peers, by aiogram. See ../README.md for what it has to do."""

import asyncio
import os

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat, TelegramRetryAfter
from aiogram.filters import Command
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    KeyboardButton,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

API_URL, TOKEN = os.environ["API_URL"], os.environ["TOKEN"]
WEBHOOK_PORT, SECRET = os.environ.get("WEBHOOK_PORT"), os.environ.get("SECRET")

dispatcher = Dispatcher()


@dispatcher.message(Command("start"))
async def start(message):
    yes, no = (InlineKeyboardButton(text=text, callback_data=text.lower()) for text in ("Yes", "No"))
    markup = InlineKeyboardMarkup(inline_keyboard=[[yes, no]])
    await message.answer(f"Hello, <b>{message.from_user.first_name}</b>!", parse_mode="HTML", reply_markup=markup)


@dispatcher.message(Command("keyboard"))
async def keyboard(message):
    row = [KeyboardButton(text="Tea"), KeyboardButton(text="Coffee")]
    markup = ReplyKeyboardMarkup(keyboard=[row], resize_keyboard=True, one_time_keyboard=True)
    await message.answer("Tea or coffee?", reply_markup=markup)


@dispatcher.message(Command("nokeyboard"))
async def no_keyboard(message):
    await message.answer("Put away.", reply_markup=ReplyKeyboardRemove())


@dispatcher.message(Command("who"))
async def who(message):
    await message.answer(f"You are {message.from_user.first_name} of {message.chat.title}.")


@dispatcher.message(Command("poll"))
async def poll(message):
    await message.answer_poll("A drink?", ["Tea", "Coffee"], is_anonymous=False)


@dispatcher.message(Command("react"))
async def react(message):
    await message.react([ReactionTypeEmoji(emoji="👍")])


@dispatcher.message(Command("same"))
async def same(message):
    sent = await message.answer("Same.")
    await told(message, lambda: sent.edit_text("Same."))


@dispatcher.message(Command("tell"))
async def tell(message, command, bot):
    """/tell <chat> <words>: each word is a message."""
    chat, *words = command.args.split()

    async def action():
        for word in words:
            await bot.send_message(chat, word)

    await told(message, action)


async def told(message, action):
    """Does something, and answers what came of it."""
    try:
        await action()
        await message.answer("Done.")
    except TelegramMigrateToChat as error:
        await message.answer(f"Moved to {error.migrate_to_chat_id}.")
    except TelegramRetryAfter as error:
        await message.answer(f"Wait {error.retry_after} s.")
    except TelegramForbiddenError as error:
        await message.answer(f"Forbidden: {error.message}")
    except TelegramBadRequest as error:
        await message.answer(f"Bad request: {error.message}")


@dispatcher.message(F.photo)
async def photo(message, bot):
    content = (await bot.download(message.photo[-1])).read()
    await message.answer_photo(BufferedInputFile(content, "photo.png"), caption=f"{len(content)} bytes")


@dispatcher.message(F.document)
async def document(message, bot):
    content = (await bot.download(message.document)).read()
    await message.answer_document(BufferedInputFile(content, f"copy of {message.document.file_name}"))


@dispatcher.message(F.text)
async def echo(message):
    await message.answer(message.text, entities=message.entities)


@dispatcher.edited_message(F.text)
async def edited(message):
    await message.answer(f"Now: {message.text}")


@dispatcher.callback_query()
async def clicked(query):
    await query.answer(f"You chose {query.data}.")
    await query.message.edit_text(f"Chosen: {query.data}")


@dispatcher.poll_answer()
async def voted(answer, bot):
    options = ",".join(map(str, answer.option_ids))
    await bot.send_message(answer.user.id, f"Voted for {options}.")


@dispatcher.message_reaction()
async def reacted(reaction, bot):
    await bot.send_message(reaction.chat.id, f"Reacted with {reaction.new_reaction[0].emoji}.")


@dispatcher.inline_query()
async def offer(asked):
    content = InputTextMessageContent(message_text=f"{asked.query}, please")
    article = InlineQueryResultArticle(id="1", title=f"Say {asked.query}", input_message_content=content)
    await asked.answer([article])


async def begin(bot, dispatcher):
    await bot.set_my_commands([BotCommand(command="start", description="Say hello")])
    if WEBHOOK_PORT:
        await bot.set_webhook(
            f"http://127.0.0.1:{WEBHOOK_PORT}/hook",
            secret_token=SECRET,
            allowed_updates=dispatcher.resolve_used_update_types(),
        )
    else:
        await bot.delete_webhook()


bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(API_URL)))
dispatcher.startup.register(begin)
if WEBHOOK_PORT:
    application = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(application, path="/hook")
    setup_application(application, dispatcher, bot=bot)
    web.run_app(application, host="127.0.0.1", port=int(WEBHOOK_PORT), print=None)
else:
    asyncio.run(dispatcher.start_polling(bot))
