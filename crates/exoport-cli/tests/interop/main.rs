//! Tests against programs that we did not write: mail and web servers from the distribution, and
//! clients of the C ABI in C, C++, C# and PowerShell; systemd; and the Windows build under Wine.
//!
//! Not the standard test harness, because a test whose program is missing must show as ignored.

mod abi_client;
mod artifacts;
mod c_client;
mod csharp_client;
mod firewall;
mod lab;
mod lab_openssl;
mod packages;
mod pester;
mod requirement;
mod servers;
mod systemd;
mod windows;

use libtest_mimic::{Arguments, Failed, Trial};

/// A test with the programs it needs and how to get them.
#[derive(Clone, Copy)]
pub struct ExternalTest {
    /// Name as `cargo test` shows it.
    pub name: &'static str,
    /// Programs (or [`requirement::ROOT`]); any of the alternatives in an inner slice is enough.
    pub needs: &'static [&'static [&'static str]],
    /// Debian packages that bring them.
    pub packages: &'static str,
    /// The test.
    pub run: fn() -> Result<(), Failed>,
}

fn tests() -> Vec<ExternalTest> {
    let mut tests: Vec<ExternalTest> = Vec::new();
    // First what takes longest: the others run beside it.
    tests.extend(pester::TESTS);
    tests.extend(servers::tests());
    tests.extend(lab_openssl::TESTS);
    tests.extend(c_client::TESTS);
    tests.extend(csharp_client::TESTS);
    tests.extend(firewall::TESTS);
    tests.extend(systemd::TESTS);
    tests.extend(windows::TESTS);
    tests.extend(packages::TESTS);
    tests
}

fn main() {
    let arguments = Arguments::from_args();
    let mut skipped = Vec::new();
    let trials = tests()
        .into_iter()
        .map(|test| {
            let missing: Vec<String> = test
                .needs
                .iter()
                .filter_map(|alternatives| requirement::missing(alternatives))
                .collect();
            if missing.is_empty() {
                return Trial::test(test.name, test.run);
            }
            let reason = format!(
                "{}: needs {} (Debian: apt-get install {})",
                test.name,
                missing.join(", "),
                test.packages
            );
            if requirement::everything_is_required() {
                return Trial::test(test.name, move || Err(Failed::from(reason)));
            }
            skipped.push(reason);
            Trial::test(test.name, || Ok(())).with_ignored_flag(true)
        })
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    for reason in skipped {
        println!("skipped: {reason}");
    }
    conclusion.exit();
}
