// The bot of this folder's peers, by grammY. See ../README.md for what it has to do.
import { createServer } from "node:http";
import {
  API_CONSTANTS,
  Bot,
  GrammyError,
  InlineKeyboard,
  InlineQueryResultBuilder,
  InputFile,
  Keyboard,
  webhookCallback,
} from "grammy";

const { API_URL, TOKEN, WEBHOOK_PORT, SECRET } = process.env;
const bot = new Bot(TOKEN, { client: { apiRoot: API_URL } });

bot.command("start", (ctx) =>
  ctx.reply(`Hello, <b>${ctx.from.first_name}</b>!`, {
    parse_mode: "HTML",
    reply_markup: new InlineKeyboard().text("Yes", "yes").text("No", "no"),
  }),
);
bot.command("keyboard", (ctx) =>
  ctx.reply("Tea or coffee?", { reply_markup: new Keyboard().text("Tea").text("Coffee").resized().oneTime() }),
);
bot.command("nokeyboard", (ctx) => ctx.reply("Put away.", { reply_markup: { remove_keyboard: true } }));
bot.command("who", (ctx) => ctx.reply(`You are ${ctx.from.first_name} of ${ctx.chat.title}.`));
bot.command("poll", (ctx) => ctx.replyWithPoll("A drink?", ["Tea", "Coffee"], { is_anonymous: false }));
bot.command("react", (ctx) => ctx.react("👍"));
bot.command("same", async (ctx) => {
  const sent = await ctx.reply("Same.");
  await told(ctx, () => ctx.api.editMessageText(ctx.chat.id, sent.message_id, "Same."));
});
// /tell <chat> <words>: each word is a message.
bot.command("tell", async (ctx) => {
  const [chat, ...words] = ctx.match.split(" ");
  await told(ctx, async () => {
    for (const word of words) await ctx.api.sendMessage(chat, word);
  });
});

// Does something, and answers what came of it.
async function told(ctx, action) {
  try {
    await action();
    await ctx.reply("Done.");
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    const { migrate_to_chat_id: moved, retry_after: wait } = error.parameters;
    if (moved) await ctx.reply(`Moved to ${moved}.`);
    else if (wait) await ctx.reply(`Wait ${wait} s.`);
    else if (error.error_code === 403) await ctx.reply(`Forbidden: ${error.description}`);
    else if (error.error_code === 400) await ctx.reply(`Bad request: ${error.description}`);
    else throw error;
  }
}

// The bytes of a file that somebody sent.
async function download(ctx) {
  const { file_path } = await ctx.getFile();
  const response = await fetch(`${API_URL}/file/bot${TOKEN}/${file_path}`);
  return new Uint8Array(await response.arrayBuffer());
}

bot.on("message:photo", async (ctx) => {
  const bytes = await download(ctx);
  await ctx.replyWithPhoto(new InputFile(bytes, "photo.png"), { caption: `${bytes.length} bytes` });
});
bot.on("message:document", async (ctx) => {
  const name = `copy of ${ctx.message.document.file_name}`;
  await ctx.replyWithDocument(new InputFile(await download(ctx), name));
});
bot.on("message:text", (ctx) => ctx.reply(ctx.message.text, { entities: ctx.message.entities }));
bot.on("edited_message:text", (ctx) => ctx.reply(`Now: ${ctx.editedMessage.text}`));
bot.on("callback_query:data", async (ctx) => {
  await ctx.answerCallbackQuery(`You chose ${ctx.callbackQuery.data}.`);
  await ctx.editMessageText(`Chosen: ${ctx.callbackQuery.data}`);
});
bot.on("poll_answer", (ctx) =>
  ctx.api.sendMessage(ctx.pollAnswer.user.id, `Voted for ${ctx.pollAnswer.option_ids}.`),
);
bot.on("message_reaction", (ctx) => ctx.reply(`Reacted with ${ctx.reactions().emojiAdded}.`));
bot.on("inline_query", (ctx) => {
  const { query } = ctx.inlineQuery;
  return ctx.answerInlineQuery([InlineQueryResultBuilder.article("1", `Say ${query}`).text(`${query}, please`)]);
});
bot.catch((error) => console.error("unexpected", error));

await bot.api.setMyCommands([{ command: "start", description: "Say hello" }]);
const allowed_updates = API_CONSTANTS.ALL_UPDATE_TYPES;
if (WEBHOOK_PORT) {
  const server = createServer(webhookCallback(bot, "http", { secretToken: SECRET }));
  await new Promise((ready) => server.listen(WEBHOOK_PORT, "127.0.0.1", ready));
  await bot.api.setWebhook(`http://127.0.0.1:${WEBHOOK_PORT}/hook`, { secret_token: SECRET, allowed_updates });
  process.once("SIGTERM", () => server.close());
} else {
  process.once("SIGTERM", () => bot.stop());
  await bot.start({ allowed_updates });
}
