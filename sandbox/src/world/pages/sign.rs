//! Signatures by which the server behind a page knows that its data comes from Telegram.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// What a page is told, in the order in which it is written.
pub(super) type Fields = Vec<(&'static str, String)>;

/// Signs the data of a Web App, as
/// [its server checks it](https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app).
pub(super) fn web_app(token: &str, fields: &mut Fields) {
    let key = mac(b"WebAppData", token.as_bytes());
    sign(&key, fields);
}

/// Signs a login, as [the website checks it](https://core.telegram.org/widgets/login#checking-authorization).
pub(super) fn login(token: &str, fields: &mut Fields) {
    sign(&Sha256::digest(token), fields);
}

fn sign(key: &[u8], fields: &mut Fields) {
    let mut sorted: Vec<&(&str, String)> = fields.iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    let lines: Vec<String> = sorted.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let hash = mac(key, lines.join("\n").as_bytes());
    let hash = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    fields.push(("hash", hash));
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "123456:AAEsandboxsandboxsandboxsandbox-abc";

    // Both hashes come from Python's `hmac` and `hashlib`.

    #[test]
    fn the_data_of_a_web_app_has_the_known_hash() {
        let user = r#"{"id":1001,"first_name":"Zoë & Co","language_code":"en"}"#;
        let mut fields = vec![
            ("query_id", "4294967296000001".to_owned()),
            ("user", user.to_owned()),
            ("auth_date", "1700000000".to_owned()),
        ];
        web_app(TOKEN, &mut fields);
        let known = "0fb0fd65a171ca97d5b36c76e41a5b3e762f8521b8e99eb5224083f1b34cf4ad";
        assert_eq!(fields.last(), Some(&("hash", known.to_owned())));
    }

    #[test]
    fn a_login_has_the_known_hash() {
        let mut fields = vec![
            ("id", "1001".to_owned()),
            ("first_name", "Zoë & Co".to_owned()),
            ("username", "zoe".to_owned()),
            ("auth_date", "1700000000".to_owned()),
        ];
        login(TOKEN, &mut fields);
        let known = "51ee496e4ea0bf478a2667ff8ab4fcb9a19adc62059ec18743f4de10bfff290b";
        assert_eq!(fields.last(), Some(&("hash", known.to_owned())));
    }
}
