//! The files of the page: one table, embedded when the sandbox is built.

use bytes::Bytes;

/// A file's name below `/web/` and its bytes.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../web/", $name)))),*]
    };
}

/// Every file of the page. A new one is a line here.
#[rustfmt::skip]
const FILES: &[(&str, &[u8])] = files![
    "actions.js",
    "api.js",
    "attach.js",
    "between.js",
    "bubble.css",
    "bubble.js",
    "composer.css",
    "composer.js",
    "content.js",
    "controls.css",
    "dialog.js",
    "direct.js",
    "dom.js",
    "entities.js",
    "icon.svg",
    "icons.js",
    "index.html",
    "inline.js",
    "inspector-row.js",
    "inspector.css",
    "inspector.js",
    "json-tree.js",
    "keyboard.js",
    "layout.css",
    "lightbox.js",
    "link-preview.js",
    "live.js",
    "main.js",
    "media.css",
    "media.js",
    "members.js",
    "menu.js",
    "message-menu.js",
    "messages.js",
    "names.js",
    "pane.js",
    "payment.js",
    "people.js",
    "phone.css",
    "player.js",
    "poll.js",
    "queries.js",
    "reactions.js",
    "reply-press.js",
    "rows.js",
    "service.js",
    "session.js",
    "sidebar.js",
    "store.js",
    "suggested.js",
    "suggestions.js",
    "theme.css",
    "theme.js",
    "things.js",
    "thread.js",
    "time.js",
    "toast.js",
    "topics.js",
    "uploads.js",
    "verbs.js",
    "welcome.js",
];

/// The types that files have, by their endings.
const TYPES: &[(&str, &str)] = &[
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("ico", "image/x-icon"),
    ("webmanifest", "application/manifest+json"),
    ("woff2", "font/woff2"),
];

/// Names a folder whose files stand for the embedded ones in a debug build, so that the page can be worked on.
const FOLDER: &str = "CHAPPE_SANDBOX_WEB";

/// The type and the bytes of a file.
pub(super) fn find(name: &str) -> Option<(&'static str, Bytes)> {
    let (_, ending) = name.rsplit_once('.')?;
    let (_, kind) = TYPES.iter().find(|(known, _)| *known == ending)?;
    if cfg!(debug_assertions)
        && let Some(folder) = std::env::var_os(FOLDER)
    {
        // One name in that one folder: no path leads out of it.
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
        let bytes = plain.then(|| std::fs::read(std::path::Path::new(&folder).join(name)).ok())?;
        return bytes.map(|bytes| (*kind, bytes.into()));
    }
    let (_, bytes) = FILES.iter().find(|(known, _)| *known == name)?;
    Some((*kind, Bytes::from_static(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_embedded() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/web");
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let known = FILES.iter().any(|(known, _)| *known == name);
            assert!(known || entry.path().is_dir(), "{name} is no line of the table");
        }
    }

    #[test]
    fn every_file_has_a_type() {
        for (name, bytes) in FILES {
            assert!(find(name).is_some(), "{name}");
            assert!(!bytes.is_empty(), "{name}");
        }
    }
}
