//! What is kept for a group follows it when it becomes a supergroup: over polling, end to end.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chappe::prelude::*;
use chappe_middleware::session::{
    ChatData, ChatDataLayer, Session, SessionKey, SessionLayer, UserData, UserDataLayer,
};
use chappe_middleware::store::{MemoryStore, Store as _};
use chappe_sandbox::{Group, Sandbox, User};
use serde_json::json;

/// `/count`: how often it was asked here, and by whoever asks.
async fn count(mut here: ChatData<u64>, mut mine: Session<u64>, mut me: UserData<u64>) -> String {
    *here += 1;
    *mine += 1;
    *me += 1;
    format!("here {}, you here {}, you {}", *here, *mine, *me)
}

/// What the handlers of the service messages saw.
type Seen = Arc<Mutex<Vec<(&'static str, u64)>>>;

async fn told(ctx: Ctx, here: ChatData<u64>, State(seen): State<Seen>) {
    let to = ctx.msg().is_some_and(|message| message.migrate_to_chat_id.is_some());
    seen.lock().expect("no test panics here").push((if to { "to" } else { "from" }, *here));
}

struct Fixture {
    sandbox: Sandbox,
    store: MemoryStore,
    seen: Seen,
    alice: User,
    bob: User,
    group: Group,
}

impl Fixture {
    /// A bot that counts, and a group of Alice, who has asked it twice, and Bob, who has once.
    async fn start() -> Result<Self> {
        let sandbox = Sandbox::start().await?;
        let (store, seen) = (MemoryStore::new(), Seen::default());
        let router = Router::new()
            .command("count", count)
            .on(query!("message:migrate_to_chat_id"), told)
            .on(query!("message:migrate_from_chat_id"), told)
            .layer(SessionLayer::<u64>::new(store.clone()).key(SessionKey::USER_IN_CHAT))
            .layer(ChatDataLayer::<u64>::new(store.clone()))
            .layer(UserDataLayer::<u64>::new(store.clone()))
            .with_state(Arc::clone(&seen));
        let bot = sandbox.bot();
        tokio::spawn(async move { bot.run(router).await });
        let (alice, bob) = (sandbox.user("Alice"), sandbox.user("Bob"));
        let group = sandbox.group("Friends", &[&alice, &bob]);
        let this = Self { sandbox, store, seen, alice, bob, group };
        assert_eq!(this.count(&this.alice, &this.group).await?, "here 1, you here 1, you 1");
        assert_eq!(this.count(&this.alice, &this.group).await?, "here 2, you here 2, you 2");
        assert_eq!(this.count(&this.bob, &this.group).await?, "here 3, you here 1, you 1");
        Ok(this)
    }

    /// What somebody is answered in a group.
    async fn count(&self, user: &User, group: &Group) -> Result<String> {
        self.sandbox.wait_until_idle().await?;
        while user.try_next_message().is_some() {}
        user.send_to(group, "/count").await?;
        Ok(user.next_message_in(group).await?.text().to_owned())
    }

    /// Tells the bot only by the message of that name that the group has become a supergroup.
    fn tell(&self, name: &str) -> Result<i64> {
        let (old, new) = (self.group.id(), NEW);
        let (here, there, kind) = match name {
            "migrate_to_chat_id" => (old, new, "group"),
            _ => (new, old, "supergroup"),
        };
        let chat = json!({"id": here, "type": kind, "title": "Friends"});
        Ok(self
            .sandbox
            .push_update(json!({"message": {"message_id": 1, "date": 1, "chat": chat, name: there}}))?)
    }

    /// How many sessions there are under keys that name a chat.
    async fn keys_of(&self, chat: i64) -> Result<usize> {
        let sessions = sessions(&self.store).await?;
        Ok(sessions.iter().filter(|(key, _)| key.contains(&format!("chat:{chat}"))).count())
    }

    fn seen(&self) -> Vec<(&'static str, u64)> {
        let mut seen = self.seen.lock().expect("no test panics here").clone();
        seen.sort_unstable();
        seen
    }
}

/// The sessions in a store: not the words that those leave that have moved.
async fn sessions(store: &MemoryStore) -> Result<Vec<(String, String)>> {
    let mut sessions = Vec::new();
    for key in store.list("", None).await?.keys {
        let entry = store.load(&key).await?.ok_or("a key that was listed has gone")?;
        if !entry.value.starts_with(b">") {
            sessions.push((key, String::from_utf8(entry.value.to_vec())?));
        }
    }
    Ok(sessions)
}

const NEW: i64 = -1_009_000_000_000;

#[tokio::test]
async fn what_is_kept_for_a_group_follows_it() -> Result {
    let fixture = Fixture::start().await?;
    let supergroup = fixture.group.upgrade().await?;
    assert_eq!(fixture.count(&fixture.bob, &supergroup).await?, "here 4, you here 2, you 2");
    assert_eq!(fixture.count(&fixture.alice, &supergroup).await?, "here 5, you here 3, you 3");
    assert_eq!(fixture.keys_of(fixture.group.id()).await?, 0);
    Ok(())
}

#[tokio::test]
async fn either_message_moves_it_and_its_handler_sees_it_moved() -> Result {
    for (name, who) in [("migrate_to_chat_id", "to"), ("migrate_from_chat_id", "from")] {
        let fixture = Fixture::start().await?;
        let update = fixture.tell(name)?;
        fixture.sandbox.wait_until_confirmed(update).await?;
        assert_eq!(fixture.seen(), [(who, 3)]);
        assert_eq!((fixture.keys_of(fixture.group.id()).await?, fixture.keys_of(NEW).await?), (0, 3));
    }
    Ok(())
}

#[tokio::test]
async fn the_second_message_is_harmless_in_either_order() -> Result {
    let (to, from) = ("migrate_to_chat_id", "migrate_from_chat_id");
    for names in [[to, from], [from, to], [to, to]] {
        let fixture = Fixture::start().await?;
        for name in names {
            let update = fixture.tell(name)?;
            fixture.sandbox.wait_until_confirmed(update).await?;
            assert_eq!((fixture.keys_of(fixture.group.id()).await?, fixture.keys_of(NEW).await?), (0, 3));
        }
        assert!(fixture.seen().iter().all(|(_, count)| *count == 3), "{:?}", fixture.seen());
    }
    Ok(())
}

#[tokio::test]
async fn the_second_message_does_not_undo_what_came_between() -> Result {
    let fixture = Fixture::start().await?;
    let supergroup = fixture.group.upgrade().await?;
    assert_eq!(fixture.count(&fixture.bob, &supergroup).await?, "here 4, you here 2, you 2");
    let chat = json!({"id": supergroup.id(), "type": "supergroup", "title": "Friends"});
    let message =
        json!({"message_id": 9, "date": 1, "chat": chat, "migrate_from_chat_id": fixture.group.id()});
    fixture.sandbox.push_update(json!({ "message": message }))?;
    assert_eq!(fixture.count(&fixture.bob, &supergroup).await?, "here 5, you here 3, you 3");
    Ok(())
}

#[tokio::test]
async fn a_handler_that_is_still_busy_in_the_old_group_is_waited_for() -> Result {
    let sandbox = Sandbox::start().await?;
    let busy = Arc::new(tokio::sync::Notify::new());
    let slow = async |mut here: ChatData<u64>, State(busy): State<Arc<tokio::sync::Notify>>| {
        busy.notified().await;
        *here += 100;
    };
    let router = Router::new()
        .command("slow", slow)
        .command("here", async |here: ChatData<u64>| here.to_string())
        .layer(ChatDataLayer::<u64>::new(MemoryStore::new()))
        .with_state(Arc::clone(&busy));
    let bot = sandbox.bot();
    tokio::spawn(async move { bot.run(router).await });
    let alice = sandbox.user("Alice").within(Duration::from_secs(10));
    let group = sandbox.group("Friends", &[&alice]);
    alice.send_to(&group, "/slow").await?;
    let supergroup = group.upgrade().await?;
    alice.send_to(&supergroup, "/here").await?;
    busy.notify_one();
    sandbox.wait_until_idle().await?;
    alice.send_to(&supergroup, "/here").await?;
    let answers = [alice.next_message().await?, alice.next_message().await?];
    assert_eq!(answers[1].text(), "100");
    Ok(())
}

#[tokio::test]
async fn a_bot_that_was_down_when_the_group_was_upgraded_counts_right() -> Result {
    let sandbox = Sandbox::start().await?;
    let alice = sandbox.user("Alice");
    let group = sandbox.group("Friends", &[&alice]);
    for _ in 0..5 {
        alice.send_to(&group, "hi").await?;
    }
    let supergroup = group.upgrade().await?;
    alice.send_to(&supergroup, "hi").await?;
    let store = MemoryStore::new();
    let router = Router::new()
        .on(query!("message:text"), async |mut here: ChatData<u64>| *here += 1)
        .layer(ChatDataLayer::<u64>::new(store.clone()));
    let bot = sandbox.bot();
    tokio::spawn(async move { bot.run(router).await });
    sandbox.wait_until_idle().await?;
    let key = format!("chat_data:{}/chat:{}", sandbox.bot().id(), supergroup.id());
    assert_eq!(sessions(&store).await?, [(key, "0:6".to_owned())]);
    Ok(())
}
