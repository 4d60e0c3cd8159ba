"""The bot of this folder's peers, by python-telegram-bot. See ../README.md for what it has to do."""

import os

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    MessageReactionHandler,
    PollAnswerHandler,
    filters,
)

API_URL, TOKEN = os.environ["API_URL"], os.environ["TOKEN"]
WEBHOOK_PORT, SECRET = os.environ.get("WEBHOOK_PORT"), os.environ.get("SECRET")


async def start(update, context):
    buttons = [[InlineKeyboardButton("Yes", callback_data="yes"), InlineKeyboardButton("No", callback_data="no")]]
    text = f"Hello, <b>{update.effective_user.first_name}</b>!"
    await update.message.reply_html(text, reply_markup=InlineKeyboardMarkup(buttons))


async def keyboard(update, context):
    markup = ReplyKeyboardMarkup([["Tea", "Coffee"]], resize_keyboard=True, one_time_keyboard=True)
    await update.message.reply_text("Tea or coffee?", reply_markup=markup)


async def no_keyboard(update, context):
    await update.message.reply_text("Put away.", reply_markup=ReplyKeyboardRemove())


async def who(update, context):
    await update.message.reply_text(f"You are {update.effective_user.first_name} of {update.effective_chat.title}.")


async def poll(update, context):
    await update.message.reply_poll("A drink?", ["Tea", "Coffee"], is_anonymous=False)


async def react(update, context):
    await update.message.set_reaction("👍")


async def same(update, context):
    sent = await update.message.reply_text("Same.")
    await told(update, lambda: sent.edit_text("Same."))


async def tell(update, context):
    """/tell <chat> <words>: each word is a message."""
    chat, *words = context.args

    async def action():
        for word in words:
            await context.bot.send_message(chat, word)

    await told(update, action)


async def told(update, action):
    """Does something, and answers what came of it."""
    try:
        await action()
        await update.message.reply_text("Done.")
    except ChatMigrated as error:
        await update.message.reply_text(f"Moved to {error.new_chat_id}.")
    except RetryAfter as error:
        await update.message.reply_text(f"Wait {error.retry_after} s.")
    except Forbidden as error:
        await update.message.reply_text(f"Forbidden: {error.message}")
    except BadRequest as error:
        await update.message.reply_text(f"Bad request: {error.message}")


async def photo(update, context):
    file = await update.message.photo[-1].get_file()
    content = bytes(await file.download_as_bytearray())
    await update.message.reply_photo(content, caption=f"{len(content)} bytes")


async def document(update, context):
    file = await update.message.document.get_file()
    content = bytes(await file.download_as_bytearray())
    await update.message.reply_document(content, filename=f"copy of {update.message.document.file_name}")


async def echo(update, context):
    await update.message.reply_text(update.message.text, entities=update.message.entities)


async def edited(update, context):
    await update.edited_message.reply_text(f"Now: {update.edited_message.text}")


async def clicked(update, context):
    query = update.callback_query
    await query.answer(f"You chose {query.data}.")
    await query.edit_message_text(f"Chosen: {query.data}")


async def voted(update, context):
    options = ",".join(map(str, update.poll_answer.option_ids))
    await context.bot.send_message(update.poll_answer.user.id, f"Voted for {options}.")


async def reacted(update, context):
    emoji = update.message_reaction.new_reaction[0].emoji
    await context.bot.send_message(update.message_reaction.chat.id, f"Reacted with {emoji}.")


async def offer(update, context):
    query = update.inline_query.query
    content = InputTextMessageContent(f"{query}, please")
    await update.inline_query.answer([InlineQueryResultArticle("1", f"Say {query}", content)])


async def begin(application):
    await application.bot.set_my_commands([("start", "Say hello")])


builder = ApplicationBuilder().token(TOKEN).post_init(begin)
builder = builder.base_url(f"{API_URL}/bot").base_file_url(f"{API_URL}/file/bot")
application = builder.build()
for name, command in [
    ("start", start),
    ("keyboard", keyboard),
    ("nokeyboard", no_keyboard),
    ("who", who),
    ("poll", poll),
    ("react", react),
    ("same", same),
    ("tell", tell),
]:
    application.add_handler(CommandHandler(name, command))
application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited))
application.add_handler(MessageHandler(filters.PHOTO, photo))
application.add_handler(MessageHandler(filters.Document.ALL, document))
application.add_handler(MessageHandler(filters.TEXT, echo))
application.add_handler(CallbackQueryHandler(clicked))
application.add_handler(InlineQueryHandler(offer))
application.add_handler(PollAnswerHandler(voted))
application.add_handler(MessageReactionHandler(reacted))

if WEBHOOK_PORT:
    application.run_webhook(
        "127.0.0.1",
        int(WEBHOOK_PORT),
        "hook",
        webhook_url=f"http://127.0.0.1:{WEBHOOK_PORT}/hook",
        secret_token=SECRET,
        allowed_updates=Update.ALL_TYPES,
    )
else:
    application.run_polling(allowed_updates=Update.ALL_TYPES)
