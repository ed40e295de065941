//! Servers that we did not write, started on loopback by the tests themselves.

mod certificates;
mod checks;
mod dovecot;
mod folder;
mod nginx;
mod openssl;
mod openssl_client;
mod postfix;
mod probing;
mod process;
mod proxies;

use crate::ExternalTest;

/// The tests of this folder.
pub fn tests() -> impl Iterator<Item = ExternalTest> {
    [
        process::TESTS,
        postfix::TESTS,
        dovecot::TESTS,
        nginx::TESTS,
        openssl::TESTS,
        proxies::TESTS,
    ]
    .into_iter()
    .flat_map(|tests| tests.iter().copied())
}
