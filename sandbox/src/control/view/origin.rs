//! Which pages in a browser may direct a sandbox: those that it serves itself.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};

use super::super::refused::Refused;

/// Refuses what a page of another origin asks; programs name no origin and may do everything.
///
/// A sandbox on loopback is known there by no other name than an address or `localhost`, so that a name which somebody
/// lets point to this machine is another origin too.
pub(in super::super) fn check(headers: &HeaderMap, loopback: bool) -> Result<(), Refused> {
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let same = origin.is_some() && origin == host;
    if same && (!loopback || host.is_some_and(is_this_machine)) {
        return Ok(());
    }
    Err(Refused::new(
        403,
        "a page of another origin may not direct the sandbox",
        "open the web chat that the sandbox serves, or ask from a program",
    ))
}

/// Whether a host is an address or `localhost`.
fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split_once(':').map_or(host, |(name, _)| name),
    };
    name.parse::<IpAddr>().is_ok() || name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(origin: &str, host: &str, loopback: bool) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, origin.parse().unwrap());
        headers.insert(header::HOST, host.parse().unwrap());
        check(&headers, loopback).is_ok()
    }

    #[test]
    fn only_the_sandboxs_own_page_directs_it() {
        assert!(allowed("http://127.0.0.1:8081", "127.0.0.1:8081", true));
        assert!(allowed("http://localhost:8081", "localhost:8081", true));
        assert!(allowed("http://[::1]:8081", "[::1]:8081", true));
        for origin in ["https://evil.example", "null", "http://127.0.0.1:8082", "http://localhost:8081"] {
            assert!(!allowed(origin, "127.0.0.1:8081", true), "{origin}");
        }
    }

    #[test]
    fn a_name_that_points_to_this_machine_is_no_way_around() {
        assert!(!allowed("http://evil.example:8081", "evil.example:8081", true));
        assert!(allowed("http://sandbox:8081", "sandbox:8081", false), "a sandbox that others may reach");
    }

    #[test]
    fn a_program_names_no_origin() {
        assert_eq!(check(&HeaderMap::new(), true), Ok(()));
    }
}
